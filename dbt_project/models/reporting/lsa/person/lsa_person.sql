-- Clients of the active cohort with every column of LSAPerson.csv (tlsa_Person, 5.3 to 5.14).
select
    person.client_id, person.hoh_adult,
    person.race_ethnicity, person.vet_status, person.disability_status, chronic.ch_time, chronic.ch_time_status,
    person.dv_status,
    {% for project_group in ['est', 'rrh', 'psh'] %}
    {% for column in [
        'age_min', 'age_max', 'hh_type', 'hoh', 'adult', 'air_adult', 'hh_chronic', 'hh_vet', 'hh_disability',
        'hh_fleeing_dv', 'hh_adult_age_ao', 'hh_adult_age_ac', 'hh_parent', 'ac3_plus', 'air', 'air_hoh'
    ] %}
    coalesce({{ project_group }}.{{ column }}, -1) as {{ column }}_{{ project_group }},
    {% endfor %}
    {% endfor %}
    coalesce(rrhso.age_min, -1) as age_min_rrhso,
    coalesce(rrhso.age_max, -1) as age_max_rrhso,
    coalesce(rrhso.not_moved_in, -1) as hh_type_rrhso_no_mi,
    coalesce(rrhso.moved_in, -1) as hh_type_rrhso_mi,
    coalesce(es.hh_type, -1) as hh_type_es,
    coalesce(sh.hh_type, -1) as hh_type_sh,
    coalesce(th.hh_type, -1) as hh_type_th,
    person.hiv, person.smi, person.sud
from {{ ref('lsa_active_person') }} as person
inner join {{ ref('lsa_person_chronic') }} as chronic on person.client_id = chronic.client_id
{% for project_group in ['est', 'rrh', 'psh', 'rrhso', 'es', 'sh', 'th'] %}
left join {{ ref('lsa_person_group') }} as {{ project_group }}
    on person.client_id = {{ project_group }}.client_id and {{ project_group }}.project_group = '{{ project_group }}'
{% endfor %}
