"""An organisation whose tables join by its platforms' own numbers, an affiliate a shape, with rows that go wrong."""

from pathlib import Path


def table(name: str, fields: dict[str, str | None], **more: str) -> str:
    """A described table; `more` are lines of YAML beside its fields."""
    lines = {"files": f'["{name}*"]', "grain": "one row", "title": name, **more}
    head = "".join(f"{key}: {value}\n" for key, value in lines.items())
    rows = "".join(
        f"  - {{name: '{field}', meaning: '{field}', sensitivity: sensitive{f', maps_to: {to}' if to else ''}}}\n"
        for field, to in fields.items()
    )
    return f"table: {name}\n{head}fields:\n{rows}"


FILES = {
    "organization.yml": """
id: keyed
name: Keyed
affiliates:
  - {id: own, name: Own numbers}
  - {id: flat, name: Flat files}
  - {id: logs, name: Logs and rosters}
  - {id: sheets, name: Sheets}
  - {id: sf, name: Salesforce}
  - {id: noted, name: Numbers without references}
  - {id: twice, name: One log exported twice}
  - {id: center, name: A sign-in sheet}
programs: [{id: housing, name: Housing}, {id: jobs, name: Jobs}]
""",
    # three people, their stays, services by way of a stay, notes, scores, goals, a consent, a household
    "data_dictionary/people.yml": table(
        "people",
        {
            "Number": None, "First": "person.first_name", "Last": "person.last_name", "Born": "person.dob",
            "Race A": "person.race_ethnicity", "Race B": "person.race_ethnicity", "Phone": "person.phone",
        },
        kind="person", key="[Number]",
    ),
    "data_dictionary/programs.yml": table(
        "programs", {"Id": None, "Name": "program.name"}, kind="program", key="[Id]"
    ),
    "data_dictionary/kinds.yml": table("kinds", {"Id": None, "Name": "code.label"}, kind="code list", key="[Id]"),
    "data_dictionary/stays.yml": table(
        "stays",
        {"In": "enrollment.entry_date", "Out": "enrollment.exit_date"},
        kind="stay", key="[Site, Number]",
        references="[{fields: Person, to: people}, {fields: Program, to: programs}]",
    ),
    "data_dictionary/services.yml": table(
        "services",
        {
            "Day": "service.date", "What": "service.type", "Units": "service.quantity", "By": "service.provider",
            "Came": "service.attended",
        },
        kind="service", key="[Number]",
        references="[{fields: [Site, Stay], to: stays}, {fields: What, to: kinds}]",
    ),
    "data_dictionary/notes.yml": table(
        "notes", {"Day": "note.date", "Words": "note.text"},
        kind="note", key="[Number]",
        references="[{fields: Person, to: people}, {fields: [Site, Stay], to: stays}]",
    ),
    "data_dictionary/scores.yml": table(
        "scores", {"Day": "submission.date", "Score": "assessment.wellbeing"},
        kind="assessment", key="[Number]", references="[{fields: Person, to: people}]",
    ),
    "data_dictionary/goals.yml": table(
        "goals", {"Day": "submission.date", "Goal": "goal.text", "State": "goal.status"},
        kind="goal", key="[Number]", references="[{fields: Person, to: people}]",
    ),
    "data_dictionary/consents.yml": table(
        "consents", {"Given": "consent.granted", "Day": "consent.given_on"},
        kind="consent", key="[Number]", references="[{fields: Person, to: people}]",
    ),
    "data_dictionary/homes.yml": table(
        "homes", {"Home": "household.id", "Who": "household.relationship"},
        kind="household", key="[Home, Person]", references="[{fields: Person, to: people}]",
    ),
    "data/own/forms/people.csv": """
Number,First,Last,Born,Race A,Race B,Phone
1001,Ana,Quill,1990-03-04,White,Asian,253-281-6463; 425-555-0188
1002.0,Ben,Rook,1985-11-12,,Black or African American,
1003,Cyd,Sark,1970-01-02,,,
""",
    "data/own/forms/programs.csv": "\nId,Name\n7,Housing\n8,Jobs\n",
    "data/own/forms/kinds.csv": "\nId,Name\n1,Case management\n2,Rent help\n",
    "data/own/forms/stays.csv": """
Site,Number,Person,Program,In,Out
east,1,1001,7,2024-01-05,
west,1,1002,7,2024-02-05,2024-03-05
west,2,1003,8,2024-02-05,
west,3,9999,8,2024-02-05,
west,4,,8,2024-02-05,
""",
    "data/own/forms/services.csv": """
Number,Site,Stay,Day,What,Units,By,Came
3001,east,1,2024-01-09,1,1,Kim,yes
3002,west,1,2024-02-09,2,250,Kim,yes
3003,west,1,2024-02-10,2,250,Kim,no-show
3004,west,9,2024-02-09,2,250,Kim,yes
3005,west,3,2024-02-09,2,250,Kim,yes
""",
    "data/own/forms/notes.csv": """
Number,Person,Site,Stay,Day,Words
4001,1001,,,2024-01-10,Client was evicted and is sleeping in her car.
4002,1003,west,2,2024-02-10,Got the job at the bakery.
4003,1001,west,2,2024-02-10,Of two people.
4004,1002,west,77,2024-02-10,Of a stay that is not there.
""",
    "data/own/forms/scores.csv": """
Number,Person,Day,Score
1,1001,2024-01-06,2
2,1001,2024-02-06,4
3,5,2024-02-06,4
""",
    "data/own/forms/goals.csv": "\nNumber,Person,Day,Goal,State\n1,1002,2024-02-06,Find a flat,open\n",
    "data/own/forms/consents.csv": "\nNumber,Person,Given,Day\n1,1003,yes,2024-02-06\n",
    "data/own/forms/homes.csv": "\nHome,Person,Who\nH1,1001,self\nH1,1002,spouse\n",
    # a day centre: a column a thing given, codes with a point, a tick beside yes
    "data_dictionary/guests.yml": table(
        "guests",
        {
            "No": None, "First": "person.first_name", "Last": "person.last_name", "Born": "person.dob",
            "OK to share": "consent.granted",
        },
        kind="person", key="[No]",
    ),
    "data_dictionary/sign_in.yml": table(
        "sign_in", {"Day": "service.date", "Said": "note.text"},
        kind="service", references="[{fields: No, to: guests}]",
        wide='{columns: "^(Meal|Bus tix)$", becomes: service.type, value: service.quantity}',
    ),
    "data_dictionary/feelings.yml": table(
        "feelings", {"Day": "submission.date"},
        kind="assessment", key="[Number]", references="[{fields: No, to: guests}]",
    ) + """
  - name: Mood
    meaning: How somebody feels
    maps_to: assessment.mood_today
    type: code
    sensitivity: sensitive
    codes: {"1.0": {label: Low, score: 1}, "2": {label: High, score: 2}}
""",
    "data/center/forms/guests.csv": """
No,First,Last,Born,OK to share
001,Xia,Abel,1980-01-01,yes
2,Yan,Bode,1981-02-02,x
""",
    "data/center/forms/guests of May.csv": """
No,First,Last,Born,OK to share
3,Zed,Cole,1982-03-03,x
4,Zoe,Dunn,1983-04-04,☐
""",
    "data_dictionary/refusals.yml": table(
        "refusals", {"Declined": "consent.granted"},
        kind="consent", key="[Number]", references="[{fields: No, to: guests}]",
    ),
    "data/center/forms/refusals.csv": "\nNumber,No,Declined\n1,4,Yes\n",
    "data/center/forms/sign_in.csv": """
Day,No,Meal,Bus tix,Said
2024-03-01,1,x,2,Tired today and asked for a blanket.
2024-03-01,2,,1,
2024-03-02,1,no,,
2024-03-02,002,x,,
,1,x,2,
""",
    "data/center/forms/feelings.csv": "\nNumber,No,Day,Mood\n1,1,2024-03-01,1.0\n2,1,2024-03-05,2.0\n3,1,2024-03-06,1",
    # a report with a row per service, and REDCap's repeated instruments: one file, the person within
    "data_dictionary/report.yml": table(
        "report",
        {
            "First": "person.first_name", "Last": "person.last_name", "Born": "person.dob", "Day": "service.date",
            "What": "service.type",
        },
        kind="service", key="[Record ID, Day, What]", person_key="[Record ID]",
    ),
    "data_dictionary/redcap.yml": table(
        "redcap",
        {
            "first_name": "person.first_name", "last_name": "person.last_name", "dob": "person.dob",
            "visit_date": "service.date", "service": "service.type",
        },
        kind="service",
        key="[record_id, redcap_event_name, redcap_repeat_instrument, redcap_repeat_instance]",
        person_key="[record_id]",
    ),
    "data_dictionary/plain.yml": table(
        "plain", {"First": "person.first_name", "Last": "person.last_name", "Day": "service.date"},
        submission_id="Record ID",
    ),
    "data_dictionary/stamped.yml": table(
        "stamped", {"First": "person.first_name", "Last": "person.last_name", "Score": "assessment.calm"},
        submission_id="Record ID",
    ),
    "data/flat/forms/report.csv": """
Record ID,First,Last,Born,Day,What
1001,Dee,Quill,1990-03-04,2024-01-09,Rent help
1001,Dee,Quill,1990-03-04,2024-02-09,Food
1001,Dee,Quill,1990-03-04,2024-03-09,Food
""",
    "data/flat/forms/redcap.csv": """
record_id,redcap_event_name,redcap_repeat_instrument,redcap_repeat_instance,first_name,last_name,dob,visit_date,service
1,enrollment_arm_1,,,Eli,Quince,1990-03-05,,
1,enrollment_arm_1,visit,1,,,,2024-01-09,Rent help
1,enrollment_arm_1,visit,2,,,,2024-02-09,Food
2,enrollment_arm_1,,,Fay,Rune,1985-11-13,,
""",
    "data/flat/forms/plain.csv": """
Record ID,First,Last,Day
1,Gus,Stone,2024-01-01
1,Gus,Stone,2024-02-01
2,Hal,Tern,2024-01-01
3,Ike,Urn,2024-01-01
3,Ike,Urn,2024-01-01
""",
    "data/flat/forms/stamped.csv": """
Record ID,Date submitted,First,Last,Score
1,2024-01-05 09:15,Jan,Yeo,1
1,2024-01-05 13:15,Jan,Yeo,4
2,2024-01-05 13:15,,,4
""",
    # forms that note a client by the number of another form, without a reference that says so
    "data_dictionary/folks.yml": table(
        "folks", {"First": "person.first_name", "Last": "person.last_name", "No": "person.other_id"}, submission_id="No"
    ),
    "data_dictionary/arrivals.yml": table(
        "arrivals", {"Person": "submission.client_ref", "In": "enrollment.entry_date"}, submission_id="Id"
    ),
    "data_dictionary/helpings.yml": table(
        "helpings", {"Person": "person.other_id", "Day": "service.date", "What": "service.type"}, submission_id="Id"
    ),
    "data/noted/forms/folks.csv": "\nNo,First,Last\n71,Wes,Yarrow\n72,Xia,Zorn\n",
    "data/noted/forms/arrivals.csv": "\nId,Person,In\n81,71,2024-01-05\n82,79,2024-01-05\n",
    "data/noted/forms/helpings.csv": "\nId,Person,Day,What\n91,71,2024-01-06,Food\n92,72,2024-01-07,Rent help\n",
    # files that replace one another
    "data_dictionary/log.yml": table(
        "log",
        {"Date": "service.date", "First": "person.first_name", "Last": "person.last_name", "What": "service.type"},
        holds="snapshot",
    ),
    "data_dictionary/roster.yml": table(
        "roster", {"First": "person.first_name", "Last": "person.last_name", "In": "enrollment.entry_date"},
        key="[Id]", holds="snapshot",
    ),
    "data/logs/forms/log 2024-03-01.csv": """
Date,First,Last,What
2024-01-05,Kay,Lund,Rent help
2024-01-06,Lew,Moor,Food
2024-01-07,Mia,Nash,Food
""",
    "data/logs/forms/log 2024-04-01.csv": """
Date,First,Last,What
2024-01-05,Kay,Lund,Counselling
2024-01-06,Lew,Moor,Food
2024-02-02,Kay,Lund,Food
""",
    "data/logs/forms/roster 2024-03-01.csv": "\nId,First,Last,In\n1,Ned,Oak,2024-01-01\n2,Ora,Pine,2024-02-01\n",
    "data/logs/forms/roster 2024-04-01.csv": "\nId,First,Last,In\n2,Ora,Pine,2024-02-02\n",
    # a log without numbers, saved in two ways; phones in one cell, days that are none, ends that lie ahead
    "data_dictionary/diary.yml": table(
        "diary",
        {
            "Who": "person.full_name", "Born": "person.dob", "Phone": "person.phone", "Day": "service.date",
            "Hours": "service.quantity", "In": "enrollment.entry_date", "Out": "enrollment.exit_date",
        },
    ),
    "data/twice/forms/diary 2024-03-01.csv": """
Who,Born,Phone,Day,Hours,In,Out
Abe Aldo,1990-03-04,253-281-6463 / 425-555-0188,2024-02-20,1,2024-01-31,9999-12-31
Bea Bond,1900-01-01,281-6463,2024-02-21,2,,
Bea Bond,1900-01-01,281-6463,2024-02-21,2,,
Cal Cope,1985-11-12,,2024-02-21,2,2024-02-02,2024-02-01
""",
    "data/twice/forms/diary 2024-03-08.csv": """
Who,Born,Phone,Day,Hours,In,Out
Abe Aldo,3/4/1990,253-281-6463 / 425-555-0188,2/20/2024,1.0,1/31/2024,12/31/9999
""",
    # a line per answer, and a column per month
    "data_dictionary/lines.yml": table(
        "lines", {"When": "submission.date", "calm": "assessment.calm", "sleep": "assessment.sleep"},
        kind="assessment", long="{of: [Who, When], question: Question, answer: Answer}",
        references="[{fields: Who, to: members}]",
    ),
    "data_dictionary/members.yml": table(
        "members", {"First": "person.first_name", "Last": "person.last_name"}, kind="person", key="[Id]"
    ),
    "data_dictionary/attendance.yml": table(
        "attendance", {"Name": "person.full_name", "Group": "service.type"},
        kind="attendance", key="[Name]", wide='{columns: "^[A-Z][a-z]{2} [0-9]{4}$", value: service.quantity}',
    ),
    "data/sheets/forms/members.csv": "\nId,First,Last\n1,Pam,Quist\n2,Ray,Sand\n",
    "data/sheets/forms/lines.csv": """
Who,When,Question,Answer
1,2024-01-05,calm,2
1,2024-01-05,sleep,3
2,2024-01-06,calm,4
9,2024-01-06,calm,4
,,calm,4
""",
    "data/sheets/forms/attendance.csv": """
Name,Group,Jan 2024,Feb 2024,Mar 2024
Sue Tate,Parenting,2,0,1
Tom Uhl,Parenting,,,
""",
    # Salesforce: IDs of both lengths, labels of a report, linked notes, a custom object, a form about a contact
    "data_dictionary/delivery_names.yml": """
extends: crm/service_delivery
fields: [{name: Given by, stands_for: service_provider}]
""",
    "data_dictionary/home_visit.yml": table(
        "home_visit", {"Visit_Date__c": "note.date", "Seen__c": "note.text"},
        system="crm", kind="note", files='["Home_Visit__c*"]', key="[Id]",
        references="[{fields: Contact__c, to: contact}]",
    ),
    "data_dictionary/mood.yml": table(
        "mood", {"Day": "submission.date", "Mood": "assessment.mood"},
        kind="assessment", references="[{fields: Salesforce, to: contact, system: crm}]",
    ),
    "data/sf/crm/Contact.csv": """
Id,FirstName,LastName,Birthdate,IsClient__c,LastModifiedDate
0035f00001AbCdEAAV,Una,Vance,1990-03-04,true,2024-03-01T00:00:00.000Z
0035f00001AbCdeAAF,Val,Wood,1985-11-12,false,2024-03-01T00:00:00.000Z
""",
    "data/sf/crm/Program__c.csv": "\nId,Name\na0P5f00000AAAAAEA5,Jobs\n",
    "data/sf/crm/Program Engagements report1.csv": """
Program Engagement ID,Contact ID,Program ID,Role,Stage,Start Date
a0E5f00000AAAAA,0035f00001AbCdE,a0P5f00000AAAAA,Client,Active,2024-01-05
""",
    "data/sf/crm/report2.csv": """
Service Delivery: ID,Client: Contact ID,Service: ID,Program Engagement: ID,Delivery Date,Quantity,Given by
a0D5f00000AAAAA,0035f00001AbCdEAAV,a0S5f00000AAAAA,a0E5f00000AAAAA,2024-01-09,1.00,Kim
""",
    "data/sf/crm/ContentNote.csv": """
Id,Title,Content,CreatedDate,LastModifiedDate
0695f00000AAAAAAA4,Call,Both came to the call.,2024-01-10T10:00:00.000Z,2024-01-10T10:00:00.000Z
0695f00000AAAABAA4,Lost,Of nobody.,2024-01-10T10:00:00.000Z,2024-01-10T10:00:00.000Z
""",
    "data/sf/crm/ContentDocumentLink.csv": """
Id,LinkedEntityId,ContentDocumentId,ShareType,SystemModstamp,IsDeleted
06A5f00000AAAAAEA4,0035f00001AbCdE,0695f00000AAAAA,V,2024-01-10T10:00:00.000Z,false
06A5f00000AAAABEA4,0035f00001AbCde,0695f00000AAAAA,V,2024-01-10T10:00:00.000Z,false
06A5f00000AAAACEA4,0055f00001AbCde,0695f00000AAAAB,I,2024-01-10T10:00:00.000Z,false
""",
    "data/sf/crm/Home_Visit__c.csv": """
Id,Contact__c,Visit_Date__c,Seen__c
a0V5f00000AAAAA,0035f00001AbCdE,2024-01-12,The flat is warm.
""",
    "data/sf/forms/mood.csv": "\nSalesforce,Day,Mood\n0035f00001AbCde,2024-01-13,3\n",
}  # fmt: skip


def write_keyed_organization(folder: Path) -> Path:
    """The organisation's folder, written out."""
    for name, text in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text.lstrip("\n"), encoding="utf-8")
    return folder
