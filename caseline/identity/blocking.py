"""Which pairs are worth comparing: records that share a key, and no key may explode.

A key held by more than `_BLOCK_CAP` records (a shelter's address, an agency's phone) says little and costs
the square of its size, so its block is dropped; its records still meet under their other keys.
"""

import duckdb
import numpy as np

_BLOCK_CAP = 300
_PAIRS_A_RECORD = 4  # per rule, over all its blocks: the smallest blocks first, so common values drop out

_KEYS = {
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
    "last": "last",
    "first": "first",
    "dob": "dob",
    "dob_first": "dob || left(first, 2)",
    "dob_last": "dob || left(last, 2)",
    "first_day": "first || substr(dob, 6)",
    "last_day": "last || substr(dob, 6)",
    "last_dob_swapped": (
        "left(last, 3) || left(dob, 4) || least(substr(dob, 6, 2), substr(dob, 9, 2))"
        " || greatest(substr(dob, 6, 2), substr(dob, 9, 2))"
    ),
    "address_first": "address || left(first, 1)",
    "address_last": "address || left(last, 2)",
    "zip_first": "zip || first",
    "zip_last": "zip || left(last, 4) || left(first, 1)",
    "zip": "zip",
    "city_first": "city || first",
    "city_last": "city || last",
    "last_year": "last || left(dob, 4)",
    "first_year": "first || left(dob, 4)",
}


def candidate_pairs(con: duckdb.DuckDBPyConnection) -> tuple[np.ndarray, np.ndarray]:
    """Pairs of positions (smaller first, in order) of table `person` that share at least one key."""
    keys = " UNION ALL ".join(
        f"SELECT '{rule}' AS rule, {sql} AS key, position FROM person WHERE ({sql}) IS NOT NULL"
        for rule, sql in _KEYS.items()
    )
    forms = (
        "SELECT 'nickname' AS rule, form || last AS key, position"
        " FROM (SELECT unnest(forms) AS form, last, position FROM person WHERE last IS NOT NULL)"
    )
    found = con.execute(f"""
        WITH held AS ({keys} UNION ALL {forms}),
        sized AS (
            SELECT rule, hash(rule, key) AS key, position, count(*) OVER (PARTITION BY rule, key) AS size FROM held
        ),
        spent AS (
            SELECT rule, size, sum(sum(size - 1) / 2) OVER (PARTITION BY rule ORDER BY size) AS pairs
            FROM sized WHERE size BETWEEN 2 AND {_BLOCK_CAP} GROUP BY rule, size
        ),
        block AS (
            SELECT key, position FROM sized JOIN spent USING (rule, size)
            WHERE pairs <= {_PAIRS_A_RECORD} * (SELECT count(*) FROM person)
        )
        SELECT DISTINCT a.position AS l, b.position AS r
        FROM block AS a JOIN block AS b ON a.key = b.key AND a.position < b.position
        ORDER BY l, r
    """).fetchnumpy()
    return np.asarray(found["l"]), np.asarray(found["r"])
