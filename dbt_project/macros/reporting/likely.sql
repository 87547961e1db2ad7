{# How sure a number is: what it would likely be if chance had sent other clients, 19 times in 20. #}

{# The 97.5% point of the normal distribution. #}
{% macro normal_point() -%} 1.959964 {%- endmacro %}

{# The same point of Student's t, by the expansion of Cornish and Fisher: within 0.001 from four degrees of freedom on. #}
{% macro student_point(degrees) -%}
    ({{ normal_point() }} + (2.372271 + (2.822499 + (2.555850 + 1.589534 / {{ degrees }}) / {{ degrees }}) / {{ degrees }}) / {{ degrees }})
{%- endmacro %}

{# Wilson's interval of a share, in percent; `side` is -1 for its lower end and 1 for its upper. #}
{% macro wilson_percent(counted, base, side) -%}
    {%- set square = normal_point() ~ ' * ' ~ normal_point() -%}
    100 * (
        {{ counted }} + {{ square }} / 2
        + ({{ side }}) * {{ normal_point() }} * sqrt(cast({{ counted }} as double precision) * ({{ base }} - {{ counted }}) / nullif({{ base }}, 0) + {{ square }} / 4)
    ) / nullif({{ base }} + {{ square }}, 0)
{%- endmacro %}

{# To three decimals: the same on every engine, whatever the order in which it added up. #}
{% macro settled(number) -%}
    cast(cast({{ number }} as decimal(18, 3)) as double precision)
{%- endmacro %}

{# 0.8 and 1.4 -> 'between 0.8 and 1.4'; -0.2 and 0.5 -> 'between 0.2 worse and 0.5 better' #}
{% macro between_words(low, high) -%}
    case
        when {{ low }} >= 0 then 'between ' || {{ in_words(low) }} || ' and ' || {{ in_words(high) }}
        when {{ high }} <= 0 then 'between ' || {{ in_words('abs(' ~ high ~ ')') }} || ' and ' || {{ in_words('abs(' ~ low ~ ')') }}
        else 'between ' || {{ in_words('abs(' ~ low ~ ')') }} || ' worse and ' || {{ in_words(high) }} || ' better'
    end
{%- endmacro %}

{# Cohen's words for an effect size. #}
{% macro effect_words(effect) -%}
    case
        when abs({{ effect }}) < 0.2 then 'hardly an effect'
        when abs({{ effect }}) < 0.5 then 'a small effect'
        when abs({{ effect }}) < 0.8 then 'a medium effect'
        else 'a large effect'
    end || ' (d ' || cast(cast(abs({{ effect }}) as decimal(18, 2)) as text) || ')'
{%- endmacro %}
