{{ intake_rows('crm_content_document_link') }}
