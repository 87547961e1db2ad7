{# Which kinds of projects a household went through (SystemPath of 6.18), over the columns of lsa_household. Households
   housed by permanent supportive housing all along have none. #}
{% macro lsa_system_path() -%}
    case
        when psh_move_in = 2 and est_status not in (21, 22) and rrh_status not in (21, 22) then -1
        when psh_status = 0 then case
            when rrh_status = 0 and es_days > 0 and th_days = 0 then 1
            when rrh_status = 0 and es_days = 0 and th_days > 0 then 2
            when rrh_status = 0 and es_days > 0 and th_days > 0 then 3
            when rrh_status >= 11 and est_status = 0 then 4
            when rrh_status >= 2 and es_days > 0 and th_days = 0 then 5
            when rrh_status >= 2 and es_days = 0 and th_days > 0 then 6
            when rrh_status >= 2 and es_days > 0 and th_days > 0 then 7
            else 12
        end
        when psh_status >= 11 then case
            when est_status = 0 and rrh_status = 0 and psh_move_in <> 2 then 8
            when es_days > 0 and th_days = 0 and rrh_status = 0 and (psh_move_in <> 2 or est_status in (21, 22)) then 9
            when es_days > 0 and th_days = 0 and rrh_status >= 2
                and (psh_move_in <> 2 or (est_status in (21, 22) and rrh_status in (21, 22))) then 10
            when est_status = 0 and rrh_status >= 2 and (psh_move_in <> 2 or rrh_status in (21, 22)) then 11
            else 12
        end
        else 12
    end
{%- endmacro %}
