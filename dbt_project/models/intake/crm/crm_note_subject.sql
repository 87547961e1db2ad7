{# Whom a note of Salesforce is about: the contact or the engagement that it names, and those it is linked to. -#}
with linked as (
    select link.affiliate_id, link.content_document_id as note_id, link.linked_entity_id
    from {{ ref('crm_content_document_link') }} as link
    where not link.is_deleted
),

told as (
    select
        note.affiliate_id, note.id as note_id, coalesce(note.contact, engagement.contact) as contact,
        note.program_engagement
    from {{ ref('crm_case_note') }} as note
    left join {{ ref('crm_program_engagement') }} as engagement
        on note.affiliate_id = engagement.affiliate_id and note.program_engagement = engagement.id
    union all
    select linked.affiliate_id, linked.note_id, contact.id, cast(null as text)
    from linked
    inner join {{ ref('crm_contact') }} as contact
        on linked.affiliate_id = contact.affiliate_id and linked.linked_entity_id = contact.id
    union all
    select linked.affiliate_id, linked.note_id, engagement.contact, engagement.id
    from linked
    inner join {{ ref('crm_program_engagement') }} as engagement
        on linked.affiliate_id = engagement.affiliate_id and linked.linked_entity_id = engagement.id
),

about as (
    select affiliate_id, note_id, contact, min(program_engagement) as program_engagement
    from told
    where contact is not null
    group by affiliate_id, note_id, contact
)

select
    about.affiliate_id,
    about.note_id,
    about.contact,
    about.program_engagement,
    cast(row_number() over (
        partition by about.affiliate_id, about.note_id order by {{ in_byte_order('about.contact') }}
    ) as integer) as nth
from about
inner join {{ ref('crm_case_note') }} as note
    on about.affiliate_id = note.affiliate_id and about.note_id = note.id
