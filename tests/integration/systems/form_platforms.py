"""Forms of the organisation's own, in the file each platform writes. One intake asks the same of three people."""

from collections.abc import Sequence

from tests.integration.systems.export import Export, csv_of, three_people, workbook_of

_QUESTIONS = ["First name", "Last name", "Birth date", "Program", "First day", "Service", "What was said"]


def _intake(system: str, names: Sequence[str], needs: str, files: str, more: str = "") -> dict[str, str]:
    """The organisation's own description of the questions, beside the platform's columns."""
    targets = [
        "person.first_name, sensitivity: identifier", "person.last_name, sensitivity: identifier",
        "person.dob, type: date, sensitivity: identifier", "submission.program, sensitivity: open",
        "enrollment.entry_date, type: date, sensitivity: open", "service.type, sensitivity: open",
        "note.text, sensitivity: sensitive",
    ]  # fmt: skip
    fields = [
        f'  - {{name: "{name}", meaning: {meaning}, maps_to: {target}}}'
        for name, meaning, target in zip(names, _QUESTIONS, targets, strict=True)
    ]
    head = [
        f"extends: {system}",
        f"table: intake_{system.split('/')[0]}",
        "title: Intake",
        "grain: one row per intake",
        f'files: ["{files}"]',
    ]
    return {
        f"intake_{system.split('/')[0]}.yml": "\n".join([*head, *filter(None, [more]), "fields:", *fields, needs, ""])
    }


def _answers(system: int) -> list[list[str]]:
    """The answers of three people: only the first has a stay, a service and a note."""
    ana, other_ana, ben = three_people(system)
    first = ["Housing", "2024-01-15", "Rent help", "Sleeps at her sister's."]
    return [
        [p.first, p.last, p.born, *(first if at == 0 else ["", "", "", ""])]
        for at, p in enumerate([ana, other_ana, ben])
    ]


def kobo() -> Export:
    """Groups before the names of questions, a question with several answers in a column for each."""
    names = ["client/first_name", "client/last_name", "client/dob", "program", "entry_date", "service", "note"]
    needs = "  - {name: needs/food, meaning: Whether food is needed, sensitivity: sensitive}"
    headers = [
        "start",
        "end",
        *names,
        "needs",
        "needs/food",
        "needs/rent",
        "_id",
        "_uuid",
        "_submission_time",
        "_validation_status",
        "_index",
    ]
    rows = [
        ["2024-01-15T09:00:00", "2024-01-15T09:20:00", *answers, "food rent", 1, 1, 100 + at, f"0c5e-{at}", "2024-01-15T09:21:00", "", at + 1]
        for at, answers in enumerate(_answers(13))
    ]  # fmt: skip
    return Export(
        {"intake.csv": csv_of(headers, *rows, delimiter=";")},
        dictionary=_intake("kobo/submissions", names, needs, "intake*.csv"),
    )


def redcap() -> Export:
    """A row of the record, and rows of a repeating instrument that hold no name; checkboxes as columns."""
    names = ["first_name", "last_name", "dob", "program", "entry_date", "service_given", "visit_note"]
    needs = '  - {name: race___1, meaning: White, maps_to: person.race_ethnicity, type: code, sensitivity: sensitive, codes: {"1": White, "0": ""}}'
    needs += "\n  - {name: visit_date, meaning: Day of the visit, maps_to: service.date, type: date, sensitivity: open}"
    headers = [
        "record_id",
        "redcap_event_name",
        "redcap_repeat_instrument",
        "redcap_repeat_instance",
        *names,
        "visit_date",
        "race___1",
        "race___2",
        "intake_complete",
        "visit_complete",
    ]
    rows: list[list[object]] = []
    for at, (first, last, born, program, day, service, note) in enumerate(_answers(14), 1):
        rows.append([at, "baseline_arm_1", "", "", first, last, born, program, day, "", "", "", 1, 0, 2, ""])
        if service:
            rows += [[at, "baseline_arm_1", "visit", 1, "", "", "", "", "", service, note, "2024-01-20", "", "", "", 2]]
            rows += [[at, "baseline_arm_1", "visit", 2, "", "", "", "", "", service, "", "2024-01-27", "", "", "", 2]]
    return Export(
        {"PROJECT_DATA_2024-06-01_1015.csv": csv_of(headers, *rows)},
        services=2,
        dictionary=_intake("redcap/records", names, needs, "PROJECT_DATA*.csv"),
    )


def surveymonkey() -> Export:
    """Two header rows; the question stands over the first of its answers' columns."""
    names = ["Your name First", "Your name Last", "Date of birth", "Program", "First day", "Service", "What was said"]
    platform = [
        "Respondent ID",
        "Collector ID",
        "Start Date",
        "End Date",
        "IP Address",
        "Email Address",
        "First Name",
        "Last Name",
        "Custom Data 1",
    ]
    first = [
        *platform,
        "Your name",
        "",
        "Date of birth",
        "Program",
        "First day",
        "Service",
        "What was said",
        "What do you need?",
        "",
    ]
    second = [
        *[""] * 9,
        "First",
        "Last",
        "Open-Ended Response",
        "Response",
        "Open-Ended Response",
        "Response",
        "Open-Ended Response",
        "Food",
        "Rent",
    ]
    rows = [
        [114000 + at, 4461, "01/15/2024 09:00:00 AM", "01/15/2024 09:20:00 AM", "192.0.2.7", "", "", "", "", *answers, "Food", "Rent"]
        for at, answers in enumerate(_answers(15))
    ]  # fmt: skip
    needs = "  - {name: What do you need? Food, meaning: Whether food is needed, sensitivity: sensitive}"
    return Export(
        {"Client intake.csv": csv_of(first, second, *rows)},
        dictionary=_intake("surveymonkey/responses", names, needs, "Client intake*.csv"),
    )


def typeform() -> Export:
    """A column for each answer of a question with several, and a token for each response."""
    names = [
        "What is your first name?",
        "And your last name?",
        "When were you born?",
        "Program",
        "First day",
        "Service",
        "What was said",
    ]
    headers = [
        "#",
        *names,
        "Food",
        "Rent",
        "Response Type",
        "Start Date (UTC)",
        "Stage Date (UTC)",
        "Submit Date (UTC)",
        "Network ID",
        "Tags",
    ]
    rows = [
        [f"odwdp4nzj{at}", *answers, "Food", "", "completed", "2024-01-15 09:00:00", "", "2024-01-15 09:20:00", "653e97acae", ""]
        for at, answers in enumerate(_answers(16))
    ]  # fmt: skip
    needs = "  - {name: Food, meaning: Whether food is needed, sensitivity: sensitive}"
    return Export(
        {"responses-intake.csv": csv_of(headers, *rows)},
        dictionary=_intake("typeform/responses", names, needs, "responses-intake*.csv"),
    )


def google_forms() -> Export:
    """No number of a response, and a time with a time zone behind it."""
    names = ["First name", "Last name", "Date of birth", "Program", "First day", "Service", "What was said"]
    rows = [
        [f"2024/01/15 9:{15 + at}:22 AM MST", "worker@example.org", *answers, "Food;Rent"]
        for at, answers in enumerate(_answers(17))
    ]
    needs = '  - {name: What do you need?, meaning: What is needed, sensitivity: sensitive, split: ";"}'
    return Export(
        {"Client intake (Responses).csv": csv_of(["Timestamp", "Email Address", *names, "What do you need?"], *rows)},
        dictionary=_intake("google_forms/responses", names, needs, "Client intake*.csv"),
    )


def microsoft_forms() -> Export:
    """The account that filled the form in stands under Email and Name, and is a worker's."""
    names = [
        "Client first name",
        "Client last name",
        "Client birth date",
        "Program",
        "First day",
        "Service",
        "What was said",
    ]
    rows = [
        [at + 1, f"2024-01-15 09:0{at}:00", f"2024-01-15 09:1{at}:00", "kim.lee@example.org", "Kim Lee", *answers, "Food;Rent;"]
        for at, answers in enumerate(_answers(18))
    ]  # fmt: skip
    needs = '  - {name: What do you need?, meaning: What is needed, sensitivity: sensitive, split: ";"}'
    header = ["ID", "Start time", "Completion time", "Email", "Name", *names, "What do you need?"]
    return Export(
        {"Client intake(1-3).xlsx": workbook_of({"Sheet1": [header, *rows]})},
        dictionary=_intake("microsoft_forms/responses", names, needs, "Client intake*.xlsx"),
    )


def commcare() -> Export:
    """A case for each person, a form about a case; what was not asked is three hyphens."""
    people = three_people(19)
    case = [["caseid", "name", "case_type", "closed", "opened_date", "last_modified_date", "owner_name", "dob", "sex"]]
    cases = [
        [f"9f8e-{at}", f"{p.first} {p.last}", "client", "FALSE", "2024-01-10", "2024-02-01", "kim", p.born, p.sex]
        for at, p in enumerate(people)
    ]
    forms = csv_of(
        ["number", "formid", "form.@name", "form.entry_date", "form.program", "form.visit.note", "form.case.@case_id", "completed_time", "started_time", "username", "received_on", "form_link"],
        [0, "f-1", "Home visit", "2024-01-15", "Outreach", "Roof leaks.", "9f8e-0", "2024-01-20 10:00:00", "2024-01-20 09:50:00", "kim", "2024-01-20 10:01:00", ""],
        [1, "f-2", "Home visit", "---", "---", "---", "9f8e-2", "2024-01-21 10:00:00", "2024-01-21 09:50:00", "kim", "2024-01-21 10:01:00", ""],
    )  # fmt: skip
    own = """extends: commcare/forms
fields:
  - {name: form.visit.note, meaning: What was seen, maps_to: note.text, sensitivity: sensitive}
  - {name: form.program, meaning: Program, maps_to: submission.program, sensitivity: open}
"""
    return Export(
        {"commcare_cases.xlsx": workbook_of({"Cases": [*case, *cases]}), "commcare_forms.csv": forms},
        stays=0, services=2, notes=1, dictionary={"commcare_forms.yml": own},
    )  # fmt: skip
