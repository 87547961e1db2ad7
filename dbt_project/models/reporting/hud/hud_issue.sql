-- What to mend before a report is sent: every error that Q6 counts, row by row, and what is odd in a stay.
with odd as (
    {%- for check, condition in {
        'move_in_before_entry': 'moves_in and is_hoh and moved_in_on < entry_date',
        'left_housed_without_move_in':
            'moves_in and is_leaver and is_hoh and moved_in_on is null and destination in (' ~ hud_permanent() ~ ')',
        'very_old': 'age > 100',
        'child_alone': "is_hoh and household_type = 'co'",
    }.items() %}
    select {{ placed('odd', "'stay'", "'" ~ check ~ "'") }}
    from {{ ref('hud_client') }}
    where {{ condition }}
    union all
    {%- endfor %}

    select
        project.report_id, 'odd', 'stay', 'exit_before_entry', link.client_id, null,
        {{ record_key('hmis_enrollment', 'enrollment.affiliate_id', 'enrollment.enrollment_id') }}
    from {{ ref('hud_project') }} as project
    inner join {{ ref('hmis_enrollment') }} as enrollment
        on project.affiliate_id = enrollment.affiliate_id and project.project_id = enrollment.project_id
    inner join {{ ref('hmis_exit') }} as leaving
        on enrollment.affiliate_id = leaving.affiliate_id and enrollment.enrollment_id = leaving.enrollment_id
    inner join {{ source('record', 'identity_link') }} as link
        on {{ record_key('hmis', 'enrollment.affiliate_id', 'enrollment.personal_id') }} = link.record_key
    where
        leaving.exit_date < enrollment.entry_date
        and leaving.exit_date between project.period_start and project.period_end
        and not enrollment.is_deleted
        and not leaving.is_deleted
),

found as (
    select report_id, question, row_key, column_key, client_id, record_id
    from {{ ref('hud_placement') }}
    where question in ('Q6a', 'Q6b', 'Q6c', 'Q6d', 'Q6f')

    union all

    select report_id, question, row_key, column_key, client_id, record_id
    from odd
)

select distinct
    found.report_id,
    found.question,
    found.row_key as element,
    found.column_key as error,
    known.problem,
    known.fix,
    found.client_id,
    record.affiliate_id,
    client.project_id,
    record.personal_id,
    record.source_file,
    record.source_line
from found
inner join {{ ref('hud_check') }} as known
    on found.question = known.question
    and found.column_key = known.column_key
    and (known.row_key = found.row_key or known.row_key = '*')
left join {{ ref('hud_record') }} as record on found.record_id = record.record_id
left join {{ ref('hud_client') }} as client on found.report_id = client.report_id and found.client_id = client.client_id
