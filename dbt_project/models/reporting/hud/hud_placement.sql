-- Who stands where in every table of every HUD report: what figures are counted from, and what stands behind them.
{%- set questions = [
    'hud_q05a', 'hud_q06a', 'hud_q06b', 'hud_q06c', 'hud_q06d', 'hud_q06e', 'hud_q06f', 'hud_q07a', 'hud_q07b', 'hud_q08a',
    'hud_q09', 'hud_q11', 'hud_q13', 'hud_q14', 'hud_q15', 'hud_q16', 'hud_q17', 'hud_q18', 'hud_q19a', 'hud_q19b',
    'hud_q20b', 'hud_q22', 'hud_q23c', 'hud_q24', 'hud_q25a', 'hud_q27m', 'hud_q09_ce', 'hud_q10_ce', 'hud_pit',
] %}
with placed as (
    {%- for question in questions %}
    select report_id, question, row_key, column_key, client_id, value, record_id from {{ ref(question) }}
    union all
    {%- endfor %}
    select report_id, question, row_key, column_key, client_id, value, record_id from {{ ref('spm_placed') }}
)

select placed.*
from placed
where exists (
    select 1
    from {{ ref('hud_report_table') }} as wanted
    where wanted.report_id = placed.report_id and wanted.question = placed.question
)
