-- Age groups at each enrollment (3.5): at entry, and where it began before a period, at the period's start. Who has one
-- enrollment without a valid age has none in any.
with at_entry as (
    select
        member.stay_id, member.client_id, member.entry_date, member.exit_date, client.dob,
        case
            when client.dob_data_quality in (8, 9) then 98
            when client.dob_data_quality is null or client.dob_data_quality not in (1, 2) then 99
            when client.dob is null or client.dob > member.entry_date then 99
            when member.relationship_to_hoh = 1 and client.dob = member.entry_date then 99
            when client.dob + 105 * interval '1 year' <= member.entry_date then 99
            else {{ lsa_age_group('client.dob', 'member.entry_date') }}
        end as age
    from {{ ref('lsa_member_stay') }} as member
    inner join {{ ref('hmis_client') }} as client
        on member.affiliate_id = client.affiliate_id and member.personal_id = client.personal_id
),

settled as (
    select
        *,
        case when max(case when age = 99 then 1 else 0 end) over (partition by client_id) = 1 then 99 else age end as entry_age
    from at_entry
)

select
    settled.stay_id,
    settled.entry_age,
    case
        when settled.exit_date < active.cohort_start or settled.entry_date >= active.cohort_start or settled.entry_age in (98, 99)
            then settled.entry_age
        else {{ lsa_age_group('settled.dob', 'active.cohort_start') }}
    end as active_age,
    {% for cohort in ['exit1', 'exit2'] %}
    case
        when
            settled.exit_date between {{ cohort }}.cohort_start and {{ cohort }}.cohort_end
            and settled.entry_date < {{ cohort }}.cohort_start
            and settled.entry_age not in (98, 99)
            then {{ lsa_age_group('settled.dob', cohort ~ '.cohort_start') }}
        else settled.entry_age
    end as {{ cohort }}_age{{ ',' if not loop.last }}
    {% endfor %}
from settled
inner join {{ ref('lsa_cohort') }} as active on active.cohort = 1
left join {{ ref('lsa_cohort') }} as exit1 on exit1.cohort = -1
left join {{ ref('lsa_cohort') }} as exit2 on exit2.cohort = -2
