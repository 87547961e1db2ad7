{{ config(materialized='ephemeral', contract={'enforced': false}) }}
-- Codes that stand, as questions call them.
select
    code.*,
    {{ code_label('code') }} as label,
    coalesce(cast(code.level as text) || ' ', '') || code.code_title as label_title
from {{ ref('code') }} as code
