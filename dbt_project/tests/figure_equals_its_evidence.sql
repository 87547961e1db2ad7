-- Every number again, by another way: straight from the rows of its evidence. A row here is a number that lies.
select figure.figure_id, figure.count, figure.value
from {{ ref('figure') }} as figure
where
    (
        figure.count = 'clients'
        and figure.value <> (
            select count(distinct client_id) from {{ ref('evidence') }} as evidence
            where evidence.figure_id = figure.figure_id and evidence.role = 'counted'
        )
    )
    or (
        figure.count = 'events'
        and figure.value <> (
            select count(*) from {{ ref('evidence') }} as evidence
            where evidence.figure_id = figure.figure_id and evidence.role = 'counted'
        )
    )
    or (
        figure.count = 'percent'
        and (
            figure.numerator > figure.denominator
            or figure.denominator <> (
                select count(distinct client_id) from {{ ref('evidence') }} as evidence
                where evidence.figure_id = figure.figure_id and evidence.role = 'base'
            )
            or figure.numerator <> (
                select count(distinct counted.client_id)
                from {{ ref('evidence') }} as counted
                inner join {{ ref('evidence') }} as base
                    on counted.figure_id = base.figure_id and counted.client_id = base.client_id and base.role = 'base'
                where counted.figure_id = figure.figure_id and counted.role = 'counted'
            )
        )
    )
    or (
        figure.count in ('mean', 'sum')
        and abs(figure.numerator - (
            select sum(value) from {{ ref('evidence') }} as evidence
            where evidence.figure_id = figure.figure_id and evidence.role = 'counted'
        )) > 0.000001
    )
