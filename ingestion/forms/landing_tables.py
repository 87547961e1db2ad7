"""Landing tables of forms: a submission is a row, and every answer that is not empty is a row."""

import pyarrow as pa

from ingestion.landing import landing_schema

SUBMISSION = landing_schema(
    ["submission_key", "form", "submission_id", "submitted_at", "is_mapped"], is_mapped=pa.bool_()
)
ANSWER = landing_schema(
    ["submission_row_id", "submission_key", "form", "repeat_path", "repeat_index", "field", "value"],
    repeat_index=pa.int32(),
)
SCHEMAS = {"submission": SUBMISSION, "answer": ANSWER}
