#!/bin/sh
# Restores the newest backup into an empty folder, runs it there and holds it against itself: every record has the client
# ID that it had, and the audit log is as it was written. Nothing that is in use is touched. Ends with 1 where it differs.
#   drill.sh ORGANIZATION FOLDER-OF-BACKUPS
set -eu
organization=$1
newest=$(find "$2" -name '*.backup' | sort | tail -n 1)
[ -n "$newest" ] || { echo "There is no backup in $2." >&2; exit 1; }
place=$(mktemp -d)
trap 'rm -rf "$place"' EXIT
caseline restore "$newest" --to "$place"
export CASELINE_ORGANIZATIONS="$place/organizations" CASELINE_OUTPUT="$place/output"
caseline audit verify -o "$organization"
warehouse="$place/output/$organization/warehouse"
cp "$warehouse/caseline.duckdb" "$warehouse/published.duckdb"
caseline crosswalk -o "$organization" --output "$place/before"
caseline run -o "$organization"
caseline crosswalk -o "$organization" --output "$place/after"
diff -r "$place/before" "$place/after" > "$place/differences" || {
  echo "Records have other client IDs after $newest was restored: $(wc -l < "$place/differences") lines differ." >&2
  exit 1
}
echo "$newest: restored and run; $(find "$place/after" -type f -exec cat {} + | wc -l) lines of the crosswalk are the same."
