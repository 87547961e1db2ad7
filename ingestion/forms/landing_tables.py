"""Landing tables of forms: a submission is a row, and every answer that is not empty is a row.

`described` is the field of the dictionary that an answer is given to, as it stands there; `reading` what the answer
says, in one form (an ISO date or moment, a plain number, text without tags), where it is of such a kind and can be
read.
"""

import pyarrow as pa

from ingestion.landing import landing_schema

SUBMISSION = landing_schema(
    ["submission_key", "form", "submission_id", "submitted_at", "is_mapped"], is_mapped=pa.bool_()
)
ANSWER = landing_schema(
    [
        "submission_row_id", "submission_key", "form", "repeat_path", "repeat_index", "field", "described", "value",
        "reading",
    ],
    repeat_index=pa.int32(),
)  # fmt: skip
SCHEMAS = {"submission": SUBMISSION, "answer": ANSWER}
