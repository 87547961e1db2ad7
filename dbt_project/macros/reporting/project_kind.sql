{# Kinds of projects as HUD numbers them (2.02.6), both kinds of emergency shelter as one. NULL where it is none of them. #}
{% macro project_kinds() -%}
    {{ return({
        'emergency_shelter': ([0, 1], 'Emergency shelter'),
        'transitional_housing': ([2], 'Transitional housing'),
        'supportive_housing': ([3], 'Permanent supportive housing'),
        'street_outreach': ([4], 'Street outreach'),
        'services_only': ([6], 'Services only'),
        'other': ([7], 'Other kind of project'),
        'safe_haven': ([8], 'Safe haven'),
        'other_permanent_housing': ([9, 10], 'Other permanent housing'),
        'day_shelter': ([11], 'Day shelter'),
        'homelessness_prevention': ([12], 'Homelessness prevention'),
        'rapid_rehousing': ([13], 'Rapid rehousing'),
        'coordinated_entry': ([14], 'Coordinated entry'),
    }) }}
{%- endmacro %}

{% macro project_kind(project_type) -%}
    case
        {%- for kind, (numbers, _) in project_kinds().items() %}
        when {{ project_type }} in ({{ numbers | join(', ') }}) then '{{ kind }}'
        {%- endfor %}
    end
{%- endmacro %}

{% macro project_kind_title(kind) -%}
    case {{ kind }}
        {%- for one, (_, title) in project_kinds().items() %}
        when '{{ one }}' then '{{ title }}'
        {%- endfor %}
        when 'several' then 'Several kinds, one after the other'
        else 'Kind of project not in HMIS'
    end
{%- endmacro %}
