-- Sources of income, benefits and health insurance that a record says yes to, a row each.
{{ flags_that_say_yes(hud_income_sources().keys() | list + hud_benefits() + hud_insurances()) }}
