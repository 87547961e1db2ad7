-- One row per client with what a page about them starts with.
with stay as (
    select
        client_id,
        count(*) as stays,
        max(case when exit_date is null then 1 else 0 end) as is_active,
        min(entry_date) as first_entry
    from {{ ref('episode') }}
    group by client_id
),

in_program as (
    select client_id, {{ joined('name', ', ', 'name') }} as programs
    from (
        select distinct episode.client_id, program.name
        from {{ ref('episode') }} as episode
        inner join {{ ref('program') }} as program on episode.program_id = program.program_id
    ) as named
    group by client_id
),

at_affiliate as (
    select client_id, {{ joined('affiliate_id', ', ', 'affiliate_id') }} as affiliates
    from (select distinct client_id, affiliate_id from {{ ref('client_link') }}) as linked
    group by client_id
),

note as (
    select client_id, count(*) as notes from {{ ref('case_note') }} group by client_id
),

missing as (
    select client_id, count(*) as items from {{ ref('missing') }} group by client_id
),

unusual as (
    select client_id, count(*) as items from {{ ref('unusual') }} group by client_id
)

select
    client.client_id,
    trim(coalesce(client.first_name, '') || ' ' || coalesce(client.last_name, '')) as client_name,
    at_affiliate.affiliates,
    in_program.programs,
    coalesce(stay.is_active, 0) = 1 as is_active,
    stay.first_entry,
    last_contact.contact_date as last_contact,
    client.record_count,
    cast(coalesce(stay.stays, 0) as integer) as stays,
    cast(coalesce(note.notes, 0) as integer) as notes,
    cast(coalesce(missing.items, 0) as integer) as missing_items,
    cast(coalesce(unusual.items, 0) as integer) as unusual_items
from {{ ref('client') }} as client
left join at_affiliate on client.client_id = at_affiliate.client_id
left join in_program on client.client_id = in_program.client_id
left join stay on client.client_id = stay.client_id
left join {{ ref('last_contact') }} as last_contact on client.client_id = last_contact.client_id
left join note on client.client_id = note.client_id
left join missing on client.client_id = missing.client_id
left join unusual on client.client_id = unusual.client_id
