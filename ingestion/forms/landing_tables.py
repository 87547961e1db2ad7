"""Landing tables of forms: a submission is a row, so is every answer that is not empty, and every row referred to."""

import pyarrow as pa

from ingestion.landing import landing_schema

SUBMISSION = landing_schema(
    ["submission_key", "form", "submission_id", "person_key", "submitted_at", "changed_at", "is_mapped", "lines"],
    is_mapped=pa.bool_(),
    lines=pa.int32(),
)
ANSWER = landing_schema(
    ["submission_row_id", "submission_key", "form", "repeat_path", "repeat_index", "field", "part", "value"],
    repeat_index=pa.int32(),
    part=pa.int32(),
)
REFERENCE = landing_schema(
    ["submission_row_id", "submission_key", "form", "position", "to_table", "to_key"], position=pa.int32()
)
SCHEMAS = {"submission": SUBMISSION, "answer": ANSWER, "reference": REFERENCE}
