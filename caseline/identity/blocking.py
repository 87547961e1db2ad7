"""Which pairs are worth comparing: records that share a key, and no key may explode.

A key held by more than `_BLOCK_CAP` records (a shelter's address, an agency's phone) says little and costs
the square of its size, so its block is dropped; its records still meet under their other keys. Records that say
exactly the same (ten forms of one person) meet the first of them, which alone looks for others.
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
    """Pairs of positions (smaller first, in order) of table `person` that share at least one key."""
    keys = " UNION ALL ".join(
        f"SELECT '{rule}' AS rule, {sql} AS key, position FROM first_said WHERE ({sql}) IS NOT NULL"
        for rule, sql in _KEYS.items()
    )
    forms = (
        "SELECT 'nickname' AS rule, form || last AS key, position"
        " FROM (SELECT unnest(forms) AS form, last, position FROM first_said WHERE last IS NOT NULL)"
    )
    columns = [name for name, *_ in con.execute("DESCRIBE person").fetchall() if name not in _NOT_CONTENT]
    found = con.execute(f"""
        WITH said AS (
            -- Without a full name and a date of birth, saying the same is no sign of being the same.
            SELECT *, CASE WHEN first IS NULL OR last IS NULL OR dob IS NULL THEN position
                ELSE min(position) OVER (PARTITION BY {", ".join(columns)}) END AS first_position
            FROM person
        ),
        first_said AS (SELECT * FROM said WHERE position = first_position),
        held AS ({keys} UNION ALL {forms}),
        sized AS (
            SELECT rule, hash(rule, key) AS key, position, count(*) OVER (PARTITION BY rule, key) AS size FROM held
        ),
        spent AS (
            SELECT rule, size, sum(sum(size - 1) / 2) OVER (PARTITION BY rule ORDER BY size) AS pairs
            FROM sized WHERE size BETWEEN 2 AND {_BLOCK_CAP} GROUP BY rule, size
        ),
        block AS (
            SELECT key, position FROM sized JOIN spent USING (rule, size)
            WHERE pairs <= {_PAIRS_A_RECORD} * (SELECT count(*) FROM first_said)
        )
        SELECT DISTINCT a.position AS l, b.position AS r
        FROM block AS a JOIN block AS b ON a.key = b.key AND a.position < b.position
        UNION ALL
        SELECT first_position, position FROM said WHERE position > first_position
        ORDER BY l, r
    """).fetchnumpy()
    return np.asarray(found["l"]), np.asarray(found["r"])
