-- Q8a Households served, by their heads.
{{ placed_where('Q8a', {
    'household': 'is_hoh',
    'moved_in': 'is_hoh and moved_in_on <= period_end',
}, 'household_type') }}
