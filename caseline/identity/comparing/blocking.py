"""Which pairs are worth comparing: records that share a key, and no key may explode.

A key held by more than `_BLOCK_CAP` records (a shelter's address, an agency's phone) says little and costs
the square of its size, so its block is dropped; its records still meet under their other keys. Records that say
exactly the same (ten forms of one person) meet the first of them, which alone looks for others.
"""

import duckdb
import numpy as np

_BLOCK_CAP = 300
_PAIRS_A_RECORD = 4  # per rule, over all its blocks: the smallest blocks first, so common values drop out
_BROAD = ("last", "first", "dob", "zip", "zip_first", "city_first", "city_last", "first_year", "address_first")
_SMALL = 6  # records to a block that is always kept: such blocks cost no more than the records do
_PAIRS_IF_BROAD = 1  # the same for keys that strangers share as a rule

KEYS = {
    "ssn": "ssn",
    "ssn4_dob": "ssn4 || dob",
    "ssn4_last": "ssn4 || left(last, 4)",
    "ssn4_first": "ssn4 || left(first, 3)",
    "phone": "phone",
    "email": "email",
    "email_user": "email_user",
    "sound": "left(first, 3) || left(last, 3)",
    "other_id": "other_id",
    "names": "name_key",
    "last": "coalesce(last, first)",
    "first": "first",
    "dob": "dob",
    "dob_first": "dob || left(first, 2)",
    "dob_last": "dob || left(last, 2)",
    "first_day": "first || substr(dob, 6)",
    "last_day": "coalesce(last, first) || substr(dob, 6)",
    "last_dob_swapped": (
        "left(last, 3) || left(dob, 4) || least(substr(dob, 6, 2), substr(dob, 9, 2))"
        " || greatest(substr(dob, 6, 2), substr(dob, 9, 2))"
    ),
    "address_first": "address || left(first, 1)",
    "address_last": "address || left(last, 2)",
    "zip_first": "zip || first",
    "zip_last": "zip || left(last, 4) || left(first, 1)",
    "zip_only_name": "zip || coalesce(last, first)",
    "zip": "zip",
    "city_first": "city || first",
    "city_last": "city || coalesce(last, first)",
    "last_year": "coalesce(last, first) || left(dob, 4)",
    "first_year": "first || left(dob, 4)",
}
_NOT_CONTENT = ("position", "record_id")


def candidate_pairs(con: duckdb.DuckDBPyConnection) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of positions (smaller first, in order) of table `person` that share at least one key.

    Leaves the tables block_key (rule, key, position), block_limit (rule, largest) and said behind.
    """
    write_keys(con)
    broad = ", ".join(str(list(KEYS).index(rule)) for rule in _BROAD)
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE block_limit AS
        WITH block AS (SELECT rule, count(*) AS size FROM block_key GROUP BY rule, key),
        spent AS (
            SELECT rule, size, sum(sum(size * (size - 1) / 2)) OVER (PARTITION BY rule ORDER BY size) AS pairs
            FROM block WHERE size BETWEEN 2 AND {_BLOCK_CAP} GROUP BY rule, size
        )
        SELECT rule, max(size) AS largest FROM spent
        WHERE size <= {_SMALL} OR pairs <= CASE WHEN rule IN ({broad}) THEN {_PAIRS_IF_BROAD} ELSE {_PAIRS_A_RECORD} END
            * (SELECT count(*) FROM said WHERE position = first_position)
        GROUP BY rule
    """)
    found = con.execute("""
        WITH block AS (
            SELECT rule, key FROM block_key JOIN block_limit USING (rule)
            GROUP BY rule, key, largest HAVING count(*) BETWEEN 2 AND largest
        ),
        held AS (SELECT key, position FROM block_key SEMI JOIN block USING (rule, key))
        SELECT DISTINCT (a.position << 32) | b.position AS pair
        FROM held AS a JOIN held AS b ON a.key = b.key AND a.position < b.position
        UNION ALL
        SELECT (first_position << 32) | position FROM said WHERE position > first_position
    """).fetchnumpy()
    pairs = np.sort(np.asarray(found["pair"], dtype=np.int64))
    return pairs >> 32, pairs & 0xFFFFFFFF


def write_keys(con: duckdb.DuckDBPyConnection) -> None:
    """Writes what each record of `person` may be found by: block_key; and who says the same: said."""
    columns = [name for name, *_ in con.execute("DESCRIBE person").fetchall() if name not in _NOT_CONTENT]
    con.execute(f"""
        CREATE OR REPLACE TEMP TABLE said AS
        -- Without a full name and a date of birth, saying the same is no sign of being the same.
        WITH content AS (
            SELECT position, hash({", ".join(columns)}) AS content,
                first IS NOT NULL AND last IS NOT NULL AND dob IS NOT NULL AS telling FROM person
        )
        SELECT position, content, telling, CASE WHEN telling THEN min(position) OVER (PARTITION BY content, telling)
            ELSE position END AS first_position
        FROM content
    """)
    con.execute("CREATE OR REPLACE TEMP TABLE block_key (rule UTINYINT, key UBIGINT, position BIGINT)")
    first_said = "person SEMI JOIN (SELECT position FROM said WHERE position = first_position) USING (position)"
    for number, (rule, sql) in enumerate(KEYS.items()):
        con.execute(
            f"INSERT INTO block_key SELECT {number}, hash('{rule}', {sql}), position FROM {first_said}"
            f" WHERE ({sql}) IS NOT NULL"
        )
    con.execute(
        f"INSERT INTO block_key SELECT {len(KEYS)}, hash('nickname', form || last), position"
        f" FROM (SELECT unnest(forms) AS form, last, position FROM {first_said} WHERE last IS NOT NULL)"
    )
