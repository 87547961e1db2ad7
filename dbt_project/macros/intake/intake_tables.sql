{# What intake needs of every landing table:
     key       column that names the row in its source (within an affiliate)
     changed   column that says which of two versions is newer
     deleted   column that is set when the source deleted the row
     required  further columns without which the row says nothing
     date      column whose date must be readable for the row to have a place in time
     parents   columns that name a row of another table, which must exist #}
{% macro intake_tables() %}
    {%- set hmis = {'source': 'hmis', 'changed': 'date_updated', 'deleted': 'date_deleted'} -%}
    {%- set crm = {'source': 'crm', 'changed': 'last_modified_date', 'deleted': 'is_deleted', 'key': 'id'} -%}
    {%- set of_enrollment = {
        'required': ['enrollment_id', 'personal_id'],
        'parents': {'enrollment_id': ('hmis_enrollment', 'enrollment_id')},
    } -%}
    {%- set of_contact = {'contact': ('crm_contact', 'id')} -%}
    {{ return({
        'hmis_export': dict(hmis, table='export', key='export_id', changed='export_date', deleted=none),
        'hmis_organization': dict(hmis, table='organization', key='organization_id'),
        'hmis_user': dict(hmis, table='user', key='user_id'),
        'hmis_project': dict(hmis, table='project', key='project_id'),
        'hmis_funder': dict(hmis, table='funder', key='funder_id'),
        'hmis_project_coc': dict(hmis, table='project_coc', key='project_coc_id'),
        'hmis_inventory': dict(hmis, table='inventory', key='inventory_id'),
        'hmis_participation': dict(hmis, table='hmis_participation', key='hmis_participation_id'),
        'hmis_affiliation': dict(hmis, table='affiliation', key='affiliation_id'),
        'hmis_ce_participation': dict(hmis, table='ce_participation', key='ce_participation_id'),
        'hmis_client': dict(hmis, table='client', key='personal_id'),
        'hmis_enrollment': dict(
            hmis, table='enrollment', key='enrollment_id', date='entry_date', required=['personal_id', 'project_id'],
            parents={'personal_id': ('hmis_client', 'personal_id')}
        ),
        'hmis_exit': dict(hmis, table='exit', key='exit_id', date='exit_date', **of_enrollment),
        'hmis_service': dict(hmis, table='services', key='services_id', date='date_provided', **of_enrollment),
        'hmis_income_benefits': dict(
            hmis, table='income_benefits', key='income_benefits_id', date='information_date', **of_enrollment
        ),
        'hmis_disability': dict(
            hmis, table='disabilities', key='disabilities_id', date='information_date', **of_enrollment
        ),
        'hmis_health_and_dv': dict(
            hmis, table='health_and_dv', key='health_and_dv_id', date='information_date', **of_enrollment
        ),
        'hmis_employment_education': dict(
            hmis, table='employment_education', key='employment_education_id', date='information_date', **of_enrollment
        ),
        'hmis_youth_education': dict(
            hmis, table='youth_education_status', key='youth_education_status_id', date='information_date', **of_enrollment
        ),
        'hmis_current_living_situation': dict(
            hmis, table='current_living_situation', key='current_living_sit_id', date='information_date', **of_enrollment
        ),
        'hmis_assessment': dict(
            hmis, table='assessment', key='assessment_id', date='assessment_date', **of_enrollment
        ),
        'hmis_assessment_question': dict(
            hmis, table='assessment_questions', key='assessment_question_id',
            required=['assessment_id', 'enrollment_id', 'personal_id'],
            parents={'assessment_id': ('hmis_assessment', 'assessment_id')}
        ),
        'hmis_assessment_result': dict(
            hmis, table='assessment_results', key='assessment_result_id',
            required=['assessment_id', 'enrollment_id', 'personal_id'],
            parents={'assessment_id': ('hmis_assessment', 'assessment_id')}
        ),
        'hmis_event': dict(hmis, table='event', key='event_id', date='event_date', **of_enrollment),
        'crm_account': dict(crm, table='account'),
        'crm_contact': dict(crm, table='contact'),
        'crm_program': dict(crm, table='program'),
        'crm_program_engagement': dict(
            crm, table='program_engagement', required=['contact', 'program'], parents=of_contact
        ),
        'crm_service': dict(crm, table='service'),
        'crm_service_delivery': dict(
            crm, table='service_delivery', required=['contact'], date='delivery_date', parents=of_contact
        ),
        'crm_content_document_link': dict(
            crm, table='content_document_link', changed='system_modstamp',
            required=['linked_entity_id', 'content_document_id']
        ),
        'crm_case_note': dict(crm, table='case_note', required=['note'], parents=of_contact),
    }) }}
{% endmacro %}
