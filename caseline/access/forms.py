"""A field as a role sees it that may not see it as it is, in SQL: that there is something, or its range."""

from caseline.organization.roles import Shown

_NAMES = ("first_name", "middle_name", "last_name", "client_name")
SETTING, NO_FILE, AN_EXPORT = "organization.yml", "no file", "an export"
"""What `set_by` of record.as_of says: the organisation's own file, that there are no data, or in a mask any file."""
SET_BY = "set_by"
FILES = ("file", "source_file")
"""Where a record stands. Letters lie in folders, and have names, that may say whose they are."""
_DOTS = "•••"
_YOUNGEST_ADULT = 18


def in_form(column: str, shown: Shown) -> str:
    """The SQL of a column: itself, a mask or a range of it as text, or an empty value."""
    name = f'"{column}"'
    base = column.removesuffix("_l").removesuffix("_r")
    if shown == "shown":
        return name
    if shown == "band":
        return _age(name) if base == "dob" else f"left({name}, 3) || '**'"
    if shown == "masked" and base in FILES:
        return f"regexp_replace({name}, '(^|/)(?i:(documents))/.*', '\\1\\2/')"
    if shown == "masked" and base == SET_BY:
        return f"case when {name} in ('{SETTING}', '{NO_FILE}') then {name} else '{AN_EXPORT}' end"
    if shown == "masked":
        begins = f"left({name}, 1) || '.'" if base in _NAMES else f"'{_DOTS}'"
        return f"case when {name} is not null then {begins} end"
    return "null"


def _age(name: str) -> str:
    """Ten years of age, of children all: who is how old on the day the data end."""
    years = f"date_sub('year', try_cast({name} as date), (select as_of from record.as_of))"
    tens = f"cast(floor({years} / 10) * 10 as integer)"
    return (
        f"case when {name} is null then null when {years} < {_YOUNGEST_ADULT} then 'under 18' "
        f"when {years} < 25 then '18 to 24' when {years} < 30 then '25 to 29' "
        f"when {years} >= 80 then '80 or over' else {tens} || ' to ' || {tens} + 9 end"
    )
