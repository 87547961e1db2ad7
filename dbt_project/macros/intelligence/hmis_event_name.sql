{# What an event of coordinated entry is called in HMIS (list 4.20.2). #}
{% macro hmis_event_name(event) -%}
    case {{ event }}
        when 1 then 'Referral to Prevention Assistance project'
        when 2 then 'Problem Solving/Diversion/Rapid Resolution intervention or service'
        when 3 then 'Referral to scheduled Coordinated Entry Crisis Needs Assessment'
        when 4 then 'Referral to scheduled Coordinated Entry Housing Needs Assessment'
        when 5 then 'Referral to Post-placement/follow-up case management'
        when 6 then 'Referral to Street Outreach project or services'
        when 7 then 'Referral to Housing Navigation project or services'
        when 8 then 'Referral to Non-continuum services: Ineligible for continuum services'
        when 9 then 'Referral to Non-continuum services: No availability in continuum services'
        when 10 then 'Referral to Emergency Shelter bed opening'
        when 11 then 'Referral to Transitional Housing bed/unit opening'
        when 12 then 'Referral to Joint TH-RRH project/unit/resource opening'
        when 13 then 'Referral to RRH project resource opening'
        when 14 then 'Referral to PSH project resource opening'
        when 15 then 'Referral to Other PH project/unit/resource opening'
        when 16 then 'Referral to emergency assistance/flex fund/furniture assistance'
        when 17 then 'Referral to Emergency Housing Voucher (EHV)'
        when 18 then 'Referral to a Housing Stability Voucher'
    end
{%- endmacro %}
