-- What HMIS lacks of a stay, by the stage it belongs to; of income only where the affiliate records it at that stage.
with unrecorded as (
    select
        stay.affiliate_id,
        stay.enrollment_id,
        lacking.stage,
        case lacking.stage
            when 'entry' then stay.entry_date
            when 'annual' then {{ days_after('stay.annual_due_on', '30') }}
            else stay.exit_date
        end as due_on,
        {{ joined('distinct lacking.lacks', ', ', 'lacking.lacks') }} as elements,
        min(quality.fix) as a_fix,
        count(distinct quality.fix) as fixes
    from {{ ref('data_quality') }} as quality
    inner join {{ ref('hmis_check') }} as lacking on quality.check_id = lacking.check_id and lacking.lacks is not null
    inner join {{ ref('quality_stay') }} as stay
        on quality.affiliate_id = stay.affiliate_id and quality.enrollment_id = stay.enrollment_id
    where
        lacking.question <> 'Q6c'
        or exists (
            select 1
            from {{ ref('hmis_income_benefits') }} as income
            where
                income.affiliate_id = quality.affiliate_id
                and income.data_collection_stage
                = case lacking.stage when 'entry' then 1 when 'annual' then 5 else 3 end
                and not income.is_deleted
        )
    group by
        stay.affiliate_id, stay.enrollment_id, lacking.stage, stay.entry_date, stay.exit_date, stay.annual_due_on
)

select
    'hmis_element' as kind,
    enrollment.enrollment_id || ':' || unrecorded.stage as subject,
    enrollment.client_id, enrollment.affiliate_id, enrollment.program_id, enrollment.enrollment_id,
    enrollment.case_manager,
    unrecorded.due_on,
    case unrecorded.stage
        when 'entry' then 'Enrolled on ' || {{ day_in_words('enrollment.entry_date') }} || ', and HMIS lacks: '
        when 'annual' then 'Enrolled on ' || {{ day_in_words('enrollment.entry_date') }} || ', and HMIS lacks of the last year: '
        else 'Left on ' || {{ day_in_words('enrollment.exit_date') }} || ', and HMIS lacks: '
    end || unrecorded.elements || '.' as what,
    case
        when unrecorded.fixes = 1 then unrecorded.a_fix
        else 'Ask for it at the next contact and fill it in in HMIS.'
    end as fix,
    cast(null as text) as lacks,
    'enrollment' as record_type,
    enrollment.enrollment_id as record_id,
    enrollment.source_file, enrollment.source_line
from unrecorded
inner join {{ ref('enrollment') }} as enrollment
    on {{ record_key('hmis', 'unrecorded.affiliate_id', 'unrecorded.enrollment_id') }} = enrollment.enrollment_id
cross join {{ ref('as_of') }} as as_of
where
    unrecorded.due_on <= as_of.as_of
    and case
        when unrecorded.stage = 'exit' then enrollment.exit_date >= {{ days_after('as_of.as_of', '-365') }}
        else enrollment.exit_date is null
    end
