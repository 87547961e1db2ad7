select
    household_id,
    {{ part_of_record_key('household_id', 2) }} as affiliate_id,
    {{ part_of_record_key('household_id', 1) }} as source,
    cast(count(*) as integer) as household_size
from {{ ref('household_member') }}
group by household_id
