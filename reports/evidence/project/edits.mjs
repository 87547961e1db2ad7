// Evidence reads Parquet in the browser with an extension that it fetches at run time: without a network it waits for
// ever. These edits to its two DuckDB clients attach a database file instead, and let DuckDB fetch nothing.
// Run again, they change nothing; where Evidence no longer has the lines they are about, they say so and fail.
import { readFileSync, writeFileSync } from 'node:fs';

const CLIENTS = 'node_modules/@evidence-dev/universal-sql/src/client-duckdb';
const MARK = '// edited for Caseline';
const LOOP = 'for (const source in urls) {';
const READY = 'resolveInit();';

const attach = (bytes, wait) => `${LOOP} ${MARK}
			const database = urls[source].find((url) => url.endsWith('.duckdb'));
			if (database) {
				${wait}db.registerFileBuffer(\`\${source}.duckdb\`, new Uint8Array(${bytes}));
				${wait}connection.query(\`ATTACH IF NOT EXISTS '\${source}.duckdb' AS "\${source}" (READ_ONLY)\`);
				continue;
			}`;

const offline = (wait) => `for (const name of ['autoinstall_known_extensions', 'autoload_known_extensions'])
			${wait}connection.query(\`SET \${name} = false;\`);
		${READY}`;

const FETCHED = "await fetch(addBasePath(database.replace(/^static/, ''))).then((found) => found.arrayBuffer())";
const READ = "(await import('node:fs')).readFileSync(database)";

for (const [file, bytes, wait] of [
	['browser.js', FETCHED, 'await '],
	['node.js', READ, '']
]) {
	const path = `${CLIENTS}/${file}`;
	const code = readFileSync(path, 'utf-8');
	if (code.includes(MARK)) continue;
	if (!code.includes(LOOP) || code.split(READY).length !== 2) {
		console.error(`${path} is not the file these edits were written for. See package.json for the version.`);
		process.exit(1);
	}
	writeFileSync(path, code.replace(LOOP, attach(bytes, wait)).replace(READY, offline(wait)));
}
