"""By which words a sentence means which change: each pattern that stands in it counts as much as is written, for the
change or against it."""

import re

_AIMS: dict[str, tuple[tuple[float, str], ...]] = {
    "add_code": (
        (3, r"\b(add|new|make|create|want|need|set up)\b.*\bcodes?\b"),
        (2, r"\b(track|tracking|code for)\b"),
        (3, r"\b(read|searched|checked|flag|flagged)\b (\w+ )?(for|when|whenever|if)\b"),
        (1, r"\b(start|begin|want)\b.*\btrack\w*\b"),
        (2, r"\b(add|include)\b.*\b(as|to)\b.*\b(need|needs|barrier|risk|strength|something)\b"),
    ),
    "reword_code": (
        (3, r"\bchange what\b.*\bmeans?\b"), (2, r"\b(means?|definition|define|reword)\b"),
        (3, r"\b(reword|rewrite|redefine)\b|\b(described|defined|explained) as\b"),
    ),
    "include_in_code": (
        (3, r"\b(should|must|also|does|do)\b.*\bcounts? as\b"), (2, r"\bcounts? as\b.*\b(too|also|as well)\b"),
        (1, r"\balso counts?\b|\bis (also|a kind of)\b"), (2, r"\bcounts? as\b"),
        (3, r"\b(include|put|file|belongs?)\b.*\b(under|in with|as part of)\b"),
    ),
    "exclude_from_code": (
        (3, r"\b(don't|do not|never|not|shouldn't|should not|no longer)\b.*\bcount(ed)?\b.*\bas\b"),
        (3, r"\b(stop|quit) (counting|coding|treating|reading)\b.*\bas\b"),
        (3, r"\b(never|not|n't) (be )?(coded|counted|read|taken|treated) as\b"),
        (2, r"\b(is|are) (not|no)\b(?!.*\b(question|report|longer|called)\b)"), (2, r"\bisn't\b|\baren't\b"),
    ),
    "add_phrases": (
        (3, r"\b(look|search|watch) for\b"),
        (3, r"\b(as|these|the) (words|phrases)\b(?! (that )?(do|does|don't|doesn't))"),
        (1, r"\b(words|phrases|wording)\b"),
        (2, r"[\"”] ?,? (also |too )?(means?|counts?|is a|is an|that is|that's|belongs?)\b"),
        (1, r"\b(staff|people|somebody|someone|workers?|notes?|they)\b.*\b(write|say|put|use)s?\b"),
    ),
    "add_misleading": (
        (4, r"\b(nothing to do with|doesn't mean|does not mean|misleading|mislead|don't mean|unrelated|not about)\b"),
        (4, r"\b(ignore|skip|disregard|overlook)\b.*[\"“]|[\"”] ?(is|are) (no|not)\b|[\"”] ?(isn't|aren't)\b"),
    ),
    "set_danger": (
        (3, r"\b(at once|today|this week|this month|immediately|right away)\b"),
        (1, r"\b(look|looked|urgent|emergency|danger|wait)\b"),
        (-4, r"(\b(is|are) (not|no)\b|\bisn't\b|\baren't\b)(?! an emergency\b)"),
        (3, r"\b(same day|straight away|as soon as|asap|within (the|a) (day|week|month))\b"),
    ),
    "add_outcome": (
        (4, r"\b(add|new|create|start)\b.*\boutcome\b"), (3, r"\b(also|now|start|want to) (measure|measuring)\b"),
    ),
    "set_improvement": (
        (3, r"\bimprov\w+\b.*\bpoints?\b|\bpoints?\b.*\bimprov\w+\b"), (1, r"\bscore\b|\bpoints?\b"),
        (2, r"\bpoints?\b.*\b(better|progress|gain)\b|\b(better|progress|gain)\b.*\bpoints?\b"),
    ),
    "set_stage": (
        (3, r"\b(baseline|mid|exit|follow-?up)\b.*\bsurvey\b|\bsurvey\b.*\b(baseline|mid|exit|follow-?up)\b"),
        (2, r"\bsurvey\b.*\b(due|after)\b"),
    ),
    "add_program": (
        (4, r"\b(new|add|start|open|opening|opened|create)\b.*\bprogram (called|named)\b"),
        (3, r"\b(new|add|start|open|create) (a |the |another )?(new )?program\b"),
        (4, r"\badd\b.*\bto (our|the) programs\b"),
        (3, r"\b(open|opened|opening|start|started|launch|launched|run)\b.*\b(called|named)\b"),
        (1, r"\bprogram\b"),
    ),
    "rename_program": (
        (3, r"\b(now called|renamed?|call it|is called|new name|changed (its|the) name)\b"),
        (3, r"\bcall\b.*\bfrom now on\b"),
    ),
    "map_program": (
        (4, r"\b(crm|hmis|forms?|documents?|salesforce)\b.*\b(program|calls?|belongs?|called)\b"),
        (1, r"\bbelongs? to\b|\bis our\b|\bmeans our\b"),
        (3, r"\b(crm|hmis|forms?|documents?|salesforce)\b.*\b(part of|goes (to|under|into)|same as)\b"),
    ),
    "map_value": (
        (3, r"\b(says?|written|word|value|answer)\b.*\b(treat|means?|should be|counts? as)\b"), (1, r"\btreat\b"),
        (2, r"\b(destination|service type|type of service|goal status)\b"),
        (2, r"\b(write|put|enter|type|say)s?\b.*\b(as|under|for|in) the\b"),
    ),
    "add_question": (
        (2, r"^(please )?(count|tell|show|report)\b"), (2, r"\bhow many\b|\bhow much\b|\bwhat share\b|\bpercent\w*\b"),
        (2, r"\b(wants?|like|need|asks?) to (know|see|hear)\b"),
        (1, r"\b(report|funder|foundation|city|county|grant)\b"),
        (2, r"\b(number|share|percentage|count) of\b"), (2, r"\b(add|put|include)\b.*\b(to|in|into) the\b.*\breport\b"),
    ),
    "remove_question": (
        (4, r"\b(take|remove|drop|delete|cut|leave)\b.*\bquestion\b"),
        (4, r"\b(doesn't|does not|no longer) (want|ask|need)\b"),
        (4, r"\b(don't|do not|no longer) (need|have|want) to (tell|report|give|show|send)\b"),
        (4, r"\b(get rid of|stop (telling|reporting|asking))\b.*\b(question|report|city|county|foundation|funder)\b"),
        (3, r"\b(take|remove|drop|cut)\b.*\b(out of|from)\b.*\breport\b"),
    ),
    "spread_question": (
        (3, r"\b(break|split|spread|broken|show|shown)\b.*\bquestion\b.*\bby\b"), (2, r"\bbreak\b.*\bdown\b|\bsplit\b"),
        (2, r"\b(split|break|divide|show)\b.*\bby (year|quarter|program|age|gender|race|affiliate|veteran)"),
    ),
    "set_period": (
        (3, r"\b\d{4}\b.*(\b(to|until|through|till)\b|[-–]).*\b\d{4}\b"), (2, r"\b(period|year|runs?|fiscal|dates?)\b"),
    ),
    "set_programs": ((3, r"\bonly (count|include|report|about)\b.*\bprograms?\b"), (2, r"\bprograms?\b.*\breport\b")),
    "set_number": (
        (1, r"\b\d+\b"), (1, r"\b(day|week|month)s?\b"), (2, r"\b(silent|silence|heard from|in touch|no contact)\b"),
        (2, r"\b(respond|react|act on|answer)\b.*\brisks?\b|\brisks?\b.*\b(respond|react|contact|referral)\b"),
        (2, r"\bgoals?\b.*\breview\w*\b|\breview\w*\b.*\bgoals?\b"),
        (2, r"\b(fewer|less|smaller) than\b.*\b(people|clients)\b|\bsmall (groups?|numbers?|cells?)\b"),
        (2, r"\bfollow-?ups?\b.*\b(due|late|after)\b"),
        (2, r"\bexit survey\b.*\b(late|overdue)\b"),
        (1, r"\b(late|due|overdue)\b"),
        (2, r"\brisks?\b.*\b(answered|handled|acted on|dealt with)\b"),
        (2, r"\bgoals?\b.*\b(looked at|checked|revisit\w*)\b"),
        (2, r"\b(numbers?|counts?|groups?|figures?) (below|under|smaller than|less than|of fewer)\b"),
    ),
    "set_retention": (
        (2, r"\b(keep|kept|retain|retention|hold)\b.*\b(year|month|day)s?\b"),
        (1, r"\b(notes?|forms?|submissions?|records?|data)\b"),
        (3, r"\b(deleted?|erased?|destroy(ed)?|get rid|purged?|removed?)\b.*\bafter\b"),
        (2, r"\bgo(es)? after\b"), (2, r"\b(stored?|storing)\b.*\b(year|month|day)s?\b"),
    ),
    "set_role": (
        (4, r"\b(make|add|create|new|change)\b.*\brole\b"), (3, r"\b(need|get|give|want)s? (a|an) (login|account)\b"),
    ),
    "show_field": (
        (4, r"\b(hide|mask|conceal)\b"),
        (3, r"\b(shouldn't|should not|can't|cannot|mustn't|must not|should only|may not|may) see\b"),
        (1, r"\bsee\b"), (3, r"\b(don't|do not|never) (let|allow)\b.*\b(see|read)\b"),
        (3, r"\b(may|must|can|should) not (look at|read|know|get|have)\b"),
        (3, r"\bonly (as )?(the|an?) (first letter|initials?|year|age|range|band)\b"),
    ),
    "add_person": (
        (3, r"[\w.+-]+@[\w-]+\.[\w.]+"),
        (1, r"\b(access|sign in|log in|login|account|let|add|invite|her name|his name)\b"),
    ),
    "add_alert": (
        (3, r"\b(slack|teams|e-?mail|mail|inbox|webhook)\b(?! address)"),
        (2, r"\b(send|tell|alert|notify|let us know|warn)\b"),
        (1, r"\b(digest|checks?|new risks?|held back)\b"),
    ),
}  # fmt: skip
LEAST_AIM = 3.0
"""What the patterns of a change must weigh together."""
LEAST_AIM_COMPLETE = 2.0
"""What they must weigh where the sentence says everything that the change asks."""


_QUOTED = re.compile(r"[\"“][^\"”]+[\"”]")
_ABOUT_QUOTED = {"add_phrases": 2.0, "map_value": 1.0, "add_misleading": 1.0}
"""What a sentence with words in quotes is about, where no pattern says it."""


def hints(text: str) -> dict[str, float]:
    """Every change, with how much speaks for it, however little."""
    quoted = _ABOUT_QUOTED if _QUOTED.search(text) else {}
    return {kind: weight + quoted.get(kind, 0.0) for kind, weight in _weights(text).items()}


def aims(text: str) -> dict[str, float]:
    """The changes that a sentence may mean, with how much speaks for each; some speak too faintly on their own."""
    return {kind: weight for kind, weight in _weights(text).items() if weight >= LEAST_AIM_COMPLETE}


def _weights(text: str) -> dict[str, float]:
    plain = text.lower().replace("’", "'")
    return {
        kind: sum(weight for weight, pattern in patterns if re.search(pattern, plain))
        for kind, patterns in _AIMS.items()
    }
