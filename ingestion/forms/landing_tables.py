"""Landing tables of forms: a submission is a row, so is every answer that is not empty, and every row referred to.

`content` is a digest of what a row without a key says, however its dates and numbers are written, and of how many rows
before it in its file say the same. `described` is the field of the dictionary that an answer is given to, as it stands
there; `reading` what the answer says, in one form (an ISO date or moment, a plain number, text without tags), where it
is of such a kind and can be read.
"""

import pyarrow as pa

from ingestion.landing import landing_schema

SUBMISSION = landing_schema(
    [
        "submission_key",
        "form",
        "submission_id",
        "person_key",
        "submitted_at",
        "changed_at",
        "is_mapped",
        "lines",
        "content",
    ],
    is_mapped=pa.bool_(),
    lines=pa.int32(),
)
ANSWER = landing_schema(
    [
        "submission_row_id",
        "submission_key",
        "form",
        "repeat_path",
        "repeat_index",
        "field",
        "part",
        "described",
        "value",
        "reading",
    ],
    repeat_index=pa.int32(),
    part=pa.int32(),
)  # fmt: skip
REFERENCE = landing_schema(
    ["submission_row_id", "submission_key", "form", "position", "to_table", "to_key"], position=pa.int32()
)
SCHEMAS = {"submission": SUBMISSION, "answer": ANSWER, "reference": REFERENCE}
