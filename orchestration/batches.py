"""What happens when a language model's batches of notes have come back."""

import dagster as dg

from orchestration.jobs import note_tags, read_and_report
from orchestration.place import place


@dg.sensor(
    job=read_and_report,
    minimum_interval_seconds=300,
    default_status=dg.DefaultSensorStatus.RUNNING,
    description="When every batch that was handed in has come back, read what it says and make the reports.",
)
def batches_came_back(context: dg.SensorEvaluationContext) -> dg.RunRequest | dg.SkipReason:
    from caseline.coding.by_model.batches import came_back  # with the client of the endpoint

    name = came_back(place().batches)
    if name is None:
        return dg.SkipReason("No batch is out, or not all have come back.")
    return dg.RunRequest(run_key=name, tags=note_tags(context.instance))
