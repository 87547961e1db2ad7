{{ intake_rows('crm_contact', derived={'record_key': record_key('crm', 'v._affiliate', 'v.id')}) }}
