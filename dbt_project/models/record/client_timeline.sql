{{ config(materialized='by_key') }}
with events as (
    select
        client_id, entry_date as event_date, 'enrollment' as event_type,
        'Entered ' || coalesce(source_program, program_id) as title, living_situation as detail,
        affiliate_id, program_id, 'enrollment' as record_type, enrollment_id as record_id
    from {{ ref('enrollment') }}
    union all
    select
        client_id, exit_date, 'exit', 'Left ' || coalesce(source_program, program_id), destination,
        affiliate_id, program_id, 'enrollment', enrollment_id
    from {{ ref('enrollment') }}
    where exit_date is not null
    union all
    select
        client_id, move_in_date, 'move_in', 'Moved into housing', source_program, affiliate_id, program_id,
        'enrollment', enrollment_id
    from {{ ref('enrollment') }}
    where move_in_date is not null
    union all
    select
        client_id, service_date, 'service', service_type, provider, affiliate_id, program_id, 'service', service_id
    from {{ ref('service') }}
    union all
    select
        client_id, assessed_on, 'assessment', item, stage || coalesce(': ' || value, ''), affiliate_id, program_id,
        'assessment', assessment_id
    from {{ ref('assessment') }}
    union all
    select
        client_id, opened_on, 'plan', 'Service plan', case_manager, affiliate_id, program_id, 'plan', plan_id
    from {{ ref('plan') }}
    union all
    select
        client_id, opened_on, 'goal', coalesce(goal_text, 'Goal'), status, affiliate_id, program_id, 'goal', goal_id
    from {{ ref('goal') }}
    union all
    select
        client_id, given_on, 'consent',
        case when is_granted then 'Consent given' when not is_granted then 'Consent refused' else 'Consent' end,
        scope, affiliate_id, cast(null as text), 'consent', consent_id
    from {{ ref('consent') }}
    union all
    select
        client_id, note_date, 'note', case when source = 'documents' then 'Document' else 'Case note' end, author, affiliate_id, program_id, 'case_note', note_id
    from {{ ref('case_note') }}
)

select * from events
