"""Follow-up by rule: who is asked again, so many months after they left or came, and who is reminded."""

import json
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from pathlib import Path

from application.intake.asking import Asking, Wanted
from application.intake.sheets import Written, asking_of, links_of, write_sheet
from caseline.ground.settings import Workspace
from caseline.organization.dictionary import load_dictionary
from caseline.organization.intake_forms import FollowUp, IntakeForm
from caseline.organization.intake_forms.answering import months_after
from ingestion.submissions.links import ANSWERED, STOPPED, Link, now
from ingestion.submissions.response_rates import FOLLOW_UP, ResponseRate, response_rates
from reports.published import Published, Row

_STAYS = """
    select client_id, affiliate_id, program_id, enrollment_id, episode_id, entry_date, exit_date
    from record.enrollment
    qualify row_number() over (
        partition by client_id, program_id order by exit_date is null desc, entry_date desc, enrollment_id desc
    ) = 1
    order by client_id, program_id
"""
"""Of each client and program the last stay, and one that goes on before any that is over."""
_ANSWERED = """
    select client_id, program_id, submitted_on from record.submission
    where stage = 'follow_up' and submitted_on is not null
"""


def follow_up(place: Workspace, address: str, output: Path, *, send: bool = False) -> Written:
    """A sheet of links for all who are due now, by the day on which the data end, and for whom a reminder is; with
    `send` only of those whom no message could reach."""
    forms = [form for form in load_dictionary(place.organization / "data_dictionary").forms if form.form.follow_up]
    with asking_of(place) as (asking, published):
        days = max((form.form.follow_up.open_days for form in forms if form.form.follow_up), default=1)
        wanted = [one for form in forms for one in due(form, asking, published, now())]
        return write_sheet(asking, published, place, iter(wanted), days, address, output, send=send)


def due(form: IntakeForm, asking: Asking, published: Published, at: datetime) -> Iterator[Wanted]:
    """Whom to ask a form, once for each moment, and again for each reminder while nobody answered."""
    rule = form.form.follow_up
    assert rule
    as_of = published.value("select as_of from record.as_of")
    answered = published.rows(_ANSWERED)
    for stay in published.rows(_STAYS):
        began = stay["exit_date"] if rule.after == "exit" else stay["entry_date"]
        if began is None or form.form.program not in (None, stay["program_id"]):
            continue
        for months in rule.months:
            day = months_after(began, months)
            is_due = day <= as_of <= day + timedelta(days=rule.open_days)
            if not is_due or _is_answered(answered, stay, day, rule):
                continue
            about = f"{FOLLOW_UP}:{form.id}:{stay['episode_id']}:{months}"
            if _is_time(asking.former(stay["client_id"], about), rule, at):
                fields = _measured(form, published, stay["program_id"])
                if fields:
                    yield Wanted(
                        stay["client_id"], fields, stay["affiliate_id"], stay["program_id"], "follow_up",
                        about, form.id, day,
                    )  # fmt: skip


def rates(place: Workspace) -> list[ResponseRate]:
    """How many of those who were asked answered, by form, program and moment."""
    return response_rates(links_of(place).all())


def _is_time(former: Sequence[Link], rule: FollowUp, at: datetime) -> bool:
    """Whether somebody is to be asked for the first time, or reminded."""
    if any(link.has(ANSWERED) or link.has(STOPPED) for link in former):
        return False
    if not former:
        return True
    reminders = len(former) - 1
    if reminders >= len(rule.remind_after_days):
        return False
    return at >= former[0].made_at + timedelta(days=rule.remind_after_days[reminders])


def _is_answered(answered: Sequence[Row], stay: Row, day: date, rule: FollowUp) -> bool:
    """Whether a follow-up of that moment is on record already, however it came."""
    window = day - timedelta(days=rule.open_days), day + timedelta(days=rule.open_days)
    return any(
        one["client_id"] == stay["client_id"]
        and one["program_id"] in (None, stay["program_id"])
        and window[0] <= one["submitted_on"] <= window[1]
        for one in answered
    )


def _measured(form: IntakeForm, published: Published, program: str | None) -> tuple[str, ...]:
    """What the form asks of a program: its own outcomes, and what is no outcome's."""
    outcomes = published.rows("select item, program_ids_json from framework.outcome")
    programs = {f"assessment.{one['item']}": json.loads(one["program_ids_json"]) for one in outcomes}

    def concerns(target: str) -> bool:
        named = programs.get(target)
        return named is None or not named or program in named

    return tuple(one.field.name for one in form.asked if concerns(one.field.maps_to or ""))
