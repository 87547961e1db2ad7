-- First and last bed night of the head of a household in a night-by-night shelter (3.3): nights while the enrollment
-- lasts, the project operates and takes part in HMIS.
select
    stay.stay_id,
    min(bed.night) as first_bed_night,
    max(bed.night) as last_bed_night
from {{ ref('lsa_hmis_enrollment') }} as stay
inner join {{ ref('lsa_bed_night') }} as bed on stay.stay_id = bed.stay_id
inner join {{ ref('lsa_participation') }} as part on stay.stay_id = part.stay_id
where
    stay.relationship_to_hoh = 1
    and bed.night >= stay.operating_start_date
    and bed.night >= part.hmis_start
    and bed.night >= stay.entry_date
    and coalesce(bed.night < stay.exit_date, true)
    and coalesce(bed.night < stay.operating_end_date, true)
    and coalesce(bed.night < part.hmis_end, true)
group by stay.stay_id
