"""Services that mixed indicators ask about and nobody delivers: by a slip in a name everybody would meet them."""

import duckdb

from caseline.ground.names import slug
from caseline.ground.yaml_files import did_you_mean
from caseline.models.project import DBT_FOLDER


def unknown_services(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """A sentence for each condition about a service that no service in the data or the value map has the name of.

    Reads framework.indicator_condition, framework.value_map and the services of schema intake.
    """
    asked = connection.execute(
        "select distinct indicator_id, wanted from framework.indicator_condition where kind = 'service' order by all"
    ).fetchall()
    if not asked:
        return []
    labels = str(DBT_FOLDER / "seeds" / "hmis_service_type.csv")
    names = sorted({slug(name) for (name,) in connection.execute(_NAMES, [labels]).fetchall() if name})
    return [
        f"The indicator '{indicator}' asks about '{wanted}' services, and no service in the data or the value map has "
        f"that name. {did_you_mean(wanted, names) if names else 'There are no services yet.'}"
        for indicator, wanted in asked
        if wanted not in names
    ]


_NAMES = """
with given as (
    select coalesce(kind.label, service.other_type_provided, service.moving_on_other_type, 'Service') as name
    from intake.hmis_service as service
    left join read_csv(?) as kind
        on service.record_type = kind.record_type and service.type_provided = kind.type_provided
    union all
    select coalesce(name, 'Service') from intake.crm_service
    union all
    select answer from intake.form_answer where maps_to = 'service.type'
)
select distinct coalesce(mapped.value, given.name)
from given
left join framework.value_map as mapped
    on mapped.field = 'service_type' and lower(trim(mapped.source_value)) = lower(trim(given.name))
union
select value from framework.value_map where field = 'service_type'
"""
