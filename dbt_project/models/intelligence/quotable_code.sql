-- Codes whose words may be shown outside: their client consents to sharing with everybody, they are no risk, no order to
-- a machine, and name their client neither as they are called nor as any record calls them.
with named as (
    {%- for part in ['first_name', 'middle_name', 'last_name'] %}
    select link.client_id, lower(trim(person.{{ part }})) as name
    from {{ ref('client_link') }} as link
    inner join {{ ref('source_person') }} as person on link.record_key = person.record_key
    -- one letter names nobody
    where length(trim(person.{{ part }})) > 1
    union
    {%- endfor %}
    {%- for part in ['first_name', 'last_name'] %}
    select client_id, lower(trim({{ part }})) as name
    from {{ ref('client') }}
    where length(trim({{ part }})) > 1
    {%- if not loop.last %}
    union
    {%- endif %}
    {%- endfor %}
)

select
    code.code_id, code.client_id, code.affiliate_id, code.program_id, code.note_id, code.quote_start, code.quote_end
from {{ ref('code') }} as code
where
    code.quote is not null
    and not code.is_risk
    and not code.flagged_instruction
    -- a consent that names one affiliate is none to be quoted outside
    and code.client_id in (
        select consent.client_id from {{ ref('consent') }} as consent where consent.is_in_force and consent.covers_network
    )
    and not exists (
        select 1 from named where code.client_id = named.client_id and strpos(lower(code.quote), named.name) > 0
    )
