"""What a sentence says of each change's values, by plain words and an organisation's own titles."""

import re
from collections.abc import Callable, Mapping

from caseline.configuring.hearing import said
from caseline.configuring.hearing.denial import affirmed, says_not, without_denied
from caseline.configuring.hearing.mentions import LEAST, WHOLLY, mentioned, stems
from caseline.configuring.known import Known
from caseline.organization.questions import measures

_LOCAL = {
    "hmis": "hmis",
    "crm": "crm",
    "salesforce": "crm",
    "form": "forms",
    "forms": "forms",
    "documents": "documents",
}
_AS_RANGE = re.compile(r"\b(range|band|group|bracket)\b", re.IGNORECASE)
_HIDES = re.compile(r"\b(hide|conceal)\b", re.IGNORECASE)
_AS_MASK = re.compile(r"\b(mask|initial|first letter|partly)\b", re.IGNORECASE)
_FIELDS = {
    "note_text": ("case notes", "notes", "note text"), "dob": ("birth dates", "date of birth", "birthdays", "age"),
    "phone": ("phone numbers", "phones"), "ssn": ("social security numbers",), "email": ("email addresses",),
    "address": ("addresses", "street"),
}  # fmt: skip
"""What people call fields, where it is not their name."""
_NUMBERS = {
    "silence_days": ("haven't heard from client in days", "silent", "no contact", "silence", "in touch"),
    "escalation_days": ("days respond risk", "risk contact referral", "risk answered", "risk handled"),
    "goal_review_days": ("open goals reviewed", "goal review", "goals looked at again"),
    "small_cell_threshold": (
        "groups fewer people outside", "small groups", "small numbers", "numbers below", "number under",
    ),
    "followup_days": ("follow-up due after leaves", "follow up", "followup"),
    "exit_survey_days": ("exit survey late", "exit survey"),
    "attention_days": ("days list looks back", "this week looks back"),
}  # fmt: skip
_TABLES = {
    "case_note": ("case notes", "notes"),
    "submission": ("form submissions", "forms"),
    "hmis_stay": ("hmis records", "hmis stays", "hmis"),
}
_SPREADS = r"year|quarter|label|stage|program|affiliate|age group|age|gender|race|ethnicity|veteran"
_SPREAD_NAMES = {"age group": "age_group", "age": "age_group", "race": "race_ethnicity", "ethnicity": "race_ethnicity"}
_STAGES = {"baseline": "baseline", "mid": "mid", "exit": "exit", "follow": "follow_up", "followup": "follow_up"}
_AMOUNT = re.compile(r"\bhow much\b|\$|\bdollars?\b", re.IGNORECASE)
_URGENT = {
    "at once": r"at once|immediately|right away|straight away|as soon as possible|asap",
    "today": r"today|same day|within (?:the|a) day",
    "this week": r"this week|within (?:the|a) week",
    "this month": r"this month|within (?:the|a) month",
}  # fmt: skip


Given = dict[str, str | None]


def _mentioned(
    what: str, text: str, known: Known, least: float = LEAST, more: Mapping[str, tuple[str, ...]] | None = None
) -> str | None:
    """The choice of a kind that is mentioned, by its title, its ID or what else it is called."""
    choices = known.choices(what)
    called = {name: (title, name.rpartition(".")[2], *(more or {}).get(name, ())) for name, title in choices.items()}
    return mentioned(said.without_quotes(text), called, least)


def _code(what: str, text: str, known: Known, least: float = LEAST) -> str | None:
    return _mentioned(what, text, known, least)


def _report(text: str, known: Known) -> str | None:
    titles = {
        report.id: (report.title, report.id, report.title.split(",")[0], report.id.split("_")[0])
        for report in known.reports
    }
    funders = {report.id: (report.funder,) for report in known.reports if report.funder}
    return mentioned(text, {name: (*titles[name], *funders.get(name, ())) for name in titles}, least=0.3)


def _question(text: str, known: Known) -> str | None:
    report = _report(text, known)
    reports = [one for one in known.reports if report is None or one.id == report]
    return mentioned(
        text,
        {
            f"{one.id}.{question.id}": (
                question.id, question.ask, measures()[question.measure].title, *question.by[:1],
                *(label.rpartition(".")[2] for label in question.where.get("label", [])[:1]),
            )
            for one in reports for question in one.questions
        },
    )  # fmt: skip


def _by(text: str) -> str | None:
    found = re.findall(rf"\bby ({_SPREADS})s?\b(?: and ({_SPREADS})s?\b)?", text, re.IGNORECASE)
    if not found:
        found = re.findall(r"\b(year|quarter)\b(?=.*\bby \1\b)", text, re.IGNORECASE)
        return found[0].lower() if found else None
    named = [word.lower() for one in found for word in one if word]
    return "; ".join(dict.fromkeys(_SPREAD_NAMES.get(word, word) for word in named))


def _phrases(text: str) -> str | None:
    return "; ".join(said.quotes(text)) or None


def _sentence(text: str) -> str:
    return text[:1].upper() + text[1:]


def _add_code(text: str, known: Known) -> Given:
    name = next(iter(said.quotes(text)), None) or said.after(
        text, "codes? (?:called|named)", "codes? for", "tracking", "track", "read for", "mentions?", "add"
    )
    name = re.split(r"\b(?:as|in|to|under|because|when|who)\b", name)[0].strip() if name else None
    return {"name": name.capitalize() if name else None, "skill": _skill(text, known)}


def _skill(text: str, known: Known) -> str | None:
    named = _mentioned("skill", text, known)
    if named:
        return named
    last = {name: (name.rpartition("-")[2],) for name in known.choices("skill")}
    return mentioned(text, last) or ("presenting-needs" if re.search(r"\bneed(s|ed)?\b", text, re.I) else None)


def _reword(text: str, known: Known) -> Given:
    before, _, meaning = text.partition(":")
    for between in (" means ", " described as ", " defined as "):
        if not meaning:
            before, _, meaning = text.partition(between)
    return {"code": _code("code", before, known), "meaning": meaning.strip() or None}


def _include(text: str, known: Known) -> Given:
    found = (
        re.match(r"(?:include |put |file )?(.+?) (?:belongs? )?(?:under|in with|as part of) (.+)$", text, re.IGNORECASE)
        or re.match(r"(.+?) (?:should|must|also|does|counts?)\b.*?\bas (.+)$", text, re.IGNORECASE)
        or re.match(r"(.+?) counts? as (.+)$", text, re.IGNORECASE)
    )
    if not found:
        return {"code": _code("code", text, known)}
    return {"code": _code("code", found[2], known), "counts": _sentence(found[1])}


def _exclude(text: str, known: Known) -> Given:
    found = (
        re.search(r"\b(?:count|counting|code|coding|treat|treating) (.+?) as (.+)$", text, re.IGNORECASE)
        or re.match(
            r"(.+?) (?:should|must|may|can|is) (?:never|not) (?:be )?(?:coded|counted|read|taken|treated) as (.+)$",
            text,
            re.I,
        )
        or re.match(r"(.+?) (?:is not|isn't|are not|aren't|is no|are no) (.+)$", text, re.IGNORECASE)
    )
    if not found:
        included = _include(affirmed(text), known)
        return {"code": included["code"], "counts_not": included.get("counts")}
    return {"code": _code("code", found[2], known), "counts_not": _sentence(found[1])}


def _words(text: str, known: Known) -> Given:
    return {"code": _code("code", text, known), "phrases": _phrases(text)}


def _danger(text: str, known: Known) -> Given:
    plain = without_denied(re.sub(r"\bnot just\b.*$", "", text, flags=re.IGNORECASE)).lower()
    for program in known.choices("program").values():
        plain = plain.replace(program.lower(), " ")
    said_degrees = [danger for danger, words in _URGENT.items() if re.search(rf"\b(?:{words})\b", plain)]
    return {"code": _code("risk", text, known), "danger": said_degrees[0] if len(said_degrees) == 1 else None}


def _add_outcome(text: str, known: Known) -> Given:
    item = re.search(r"\b([a-z]+_[a-z_]+)\b", text)
    name = said.after(text, "outcome for", "outcome called", "outcome", "measure", "measuring")
    return {"name": _sentence(name) if name else None, "item": item[1] if item else None}


def _improvement(text: str, known: Known) -> Given:
    points = said.number(text)
    return {"outcome": _mentioned("outcome", text, known), "points": f"{points:g}" if points else None}


def _stage(text: str, known: Known) -> Given:
    surveys = " ".join(re.findall(r"\b([\w-]+) survey", text, re.IGNORECASE)) or text
    stage = next((stage for word, stage in _STAGES.items() if re.search(rf"\b{word}", surveys, re.IGNORECASE)), None)
    return {"outcome": _mentioned("outcome", text, known), "stage": stage, "days": _text(said.days(text))}


def _add_program(text: str, known: Known) -> Given:
    added = re.search(r"\badd (.+?) to (?:our|the) programs\b", text, re.IGNORECASE)
    named = said.after(text, "called", "named", "program")
    return {"name": next(iter(said.quotes(text)), None) or (added[1] if added else named)}


def _rename(text: str, known: Known) -> Given:
    found = re.search(
        r"(.+?)\b(?:is now called|now called|is called|to|(?:got|gets|has) a new name[,:]?) (.+)$", text, re.IGNORECASE
    )
    for title in known.choices("program").values():
        if called := re.search(rf"\bcall {re.escape(title)} (.+?) from now on\b", text, re.IGNORECASE):
            return {"program": _mentioned("program", title, known), "name": called[1]}
    if not found:
        return {"program": _mentioned("program", text, known)}
    return {"program": _mentioned("program", found[1], known), "name": found[2].strip().strip('"“”.')}


def _map_program(text: str, known: Known) -> Given:
    source = next((id for word, id in _LOCAL.items() if re.search(rf"\b{word}\b", text, re.IGNORECASE)), None)
    called = next(iter(said.quotes(text)), None)
    return {"source": source, "source_program": called, "program": _mentioned("program", text, known)}


def _map_value(text: str, known: Known) -> Given:
    value = said.after(text, "treat it as", "treat as", "means", "should be", "counts as", "that is", "that's", "as")
    word = next(iter(said.quotes(text)), None)
    return {"field": _mentioned("mapped_field", text, known), "source_value": word, "value": value}


def _add_question(text: str, known: Known) -> Given:
    label = _label(text, known)
    measure = _measure(text, label)
    return {
        "report": _report(text, known), "ask": _asked(text), "measure": measure, "by": _by(text),
        "label": label if measure == "note_code" else None,
    }  # fmt: skip


def _measure(text: str, label: str | None) -> str | None:
    if label and "." in label:
        return "note_code"
    called = {one.id: (one.title, one.did, one.things[1]) for one in measures().values() if one.id != "note_code"}
    found = mentioned(text, called, least=0.5)
    return found or ("clients_served" if re.search(r"\bserved?\b", text, re.IGNORECASE) else None)


def _label(text: str, known: Known) -> str | None:
    """A code that a sentence tells of: by its whole title, or by all words of what it means. Of a sum of money there is
    none, and a word of a title alone would put something else under the question.
    """
    if _AMOUNT.search(text):
        return None
    named = _code("code", text, known, WHOLLY)
    if named:
        return named
    spoken = stems(text)
    best = [
        f"{skill.name}.{code.key}"
        for skill, code in known.codes
        if not code.is_risk and code.level is None and len(stems(code.meaning.split(" and ")[0]) - {"client"}) > 1
        and stems(code.meaning.split(" and ")[0]) - {"client"} <= spoken
    ]  # fmt: skip
    return best[0] if len(best) == 1 else None


def _asked(text: str) -> str:
    found = re.search(r"\b(how many|how much|what share|which)\b.*$", text, re.IGNORECASE)
    return f"{_sentence(found[0] if found else text).rstrip('.?')}?"


def _remove(text: str, known: Known) -> Given:
    return {"question": _question(text, known)}


def _spread(text: str, known: Known) -> Given:
    before = re.split(r"\bby\b", text)[0]
    return {"question": _question(before, known) or _question(text, known), "by": _by(text)}


def _period(text: str, known: Known) -> Given:
    found = said.dates(text, known.organization.date_order != "day first")
    first, last = (found[0].isoformat(), found[1].isoformat()) if len(found) == 2 else (None, None)
    return {"report": _report(text, known), "first": first, "last": last}


def _programs(text: str, known: Known) -> Given:
    before = re.split(r"\bin the\b|\bfor the\b", text)[0]
    return {
        "report": _report(text.removeprefix(before) or text, known),
        "programs": _mentioned("program", before, known),
    }


def _number(text: str, known: Known) -> Given:
    setting = mentioned(text, _NUMBERS, least=0.5)
    value = said.days(text) if setting and setting.endswith("_days") else said.number(text)
    return {"setting": setting, "number": None if value is None else f"{value:g}"}


def _retention(text: str, known: Known) -> Given:
    return {"table": mentioned(text, _TABLES, WHOLLY), "period": said.period(text)}


def _role(text: str, known: Known) -> Given:
    name = said.after(text, "role for our", "role for", "role called", "role named", "role")
    needs = re.match(r"(?:our |the )?(\w+(?: \w+)?) (?:need|get|want)s? an? (?:login|account)\b", text, re.IGNORECASE)
    name = re.split(r"\b(?:who|that|which|with|without)\b", name)[0].strip() if name else needs[1] if needs else None
    sees = "sensitive" if re.search(r"\b(no|not|any|without)\b.*\bnames?\b", text, re.IGNORECASE) else None
    return {"role": name, "sees": sees}


def _field(text: str, known: Known) -> Given:
    shown = _shown(text)
    role = _mentioned("role", text, known)
    rest = re.sub(rf"\b{role}s?\b", " ", text, flags=re.IGNORECASE) if role else text
    rest = re.split(r"\b(?:as|only as)\b", rest)[0]
    rest = _AS_MASK.sub(" ", rest)
    return {"role": role, "field": mentioned(rest, _FIELDS) or _mentioned("field", rest, known), "shown": shown}


def _shown(text: str) -> str | None:
    if _AS_RANGE.search(text):
        return "band"
    if _AS_MASK.search(text):
        return "masked"
    if says_not(text) or _HIDES.search(text):
        return "absent"
    return None if re.search(r"\bonly\b", text, re.IGNORECASE) else "shown"


def _person(text: str, known: Known) -> Given:
    address = said.email(text)
    found = re.search(r"(?:name is|named|called) ([A-Z][\w'-]+(?: [A-Z][\w'-]+)+)", text) or re.search(
        r"\b(?!Give|Add|Let|Invite)([A-Z][\w'-]+ [A-Z][\w'-]+)\b", text.replace("Add ", "").replace("Give ", "")
    )
    return {"email": address, "name": found[1] if found else None, "role": _mentioned("role", text, known)}


def _alert(text: str, known: Known) -> Given:
    found = re.search(r"\b(slack|teams|webhook|e-?mail|mail|inbox)\b", text, re.IGNORECASE)
    way = found[1].lower().replace("-", "") if found else None
    about = {"monday digest": ("weekly summary", "summary of the week")}
    return {"by": "mail" if way in ("email", "inbox") else way, "about": _mentioned("about", text, known, more=about)}


def _text(value: int | None) -> str | None:
    return None if value is None else str(value)


READERS: Mapping[str, Callable[[str, Known], Given]] = {
    "add_code": _add_code, "reword_code": _reword, "include_in_code": _include, "exclude_from_code": _exclude,
    "add_phrases": _words, "add_misleading": _words, "set_danger": _danger, "add_outcome": _add_outcome,
    "set_improvement": _improvement, "set_stage": _stage, "add_program": _add_program, "rename_program": _rename,
    "map_program": _map_program, "map_value": _map_value, "add_question": _add_question, "remove_question": _remove,
    "spread_question": _spread, "set_period": _period, "set_programs": _programs, "set_number": _number,
    "set_retention": _retention, "set_role": _role, "show_field": _field, "add_person": _person, "add_alert": _alert,
}  # fmt: skip
