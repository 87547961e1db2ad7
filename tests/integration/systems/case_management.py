"""Exports of case management systems: numbers of their own join people, stays, services and notes."""

from tests.integration.systems.export import Export, csv_of, three_people, workbook_of


def apricot() -> Export:
    """Several answers in one cell, parted by bars; a service of a participant who is not in the export."""
    ana, other_ana, ben = three_people(0)
    return Export(
        {
            "apricot_participants.csv": csv_of(
                ["Record ID", "Name_First", "Name_Last", "Date of Birth", "Race (Multi)", "Phone"],
                [1001, ana.first, ana.last, ana.us_born, "White|Asian", ana.phone],
                [1002, other_ana.first, other_ana.last, other_ana.us_born, "Black or African American", ""],
                [1003, ben.first, ben.last, ben.us_born, "", ben.phone],
            ),
            "apricot_enrollments.csv": csv_of(
                ["Record ID", "Participant: Record ID", "Program", "Start", "End"],
                [2001, 1001, "Housing", "01/15/2024", ""],
                [2002, 1002, "Housing", "02/15/2024", "03/25/2024"],
            ),
            "apricot_services.csv": csv_of(
                ["Record ID", "Participant: Record ID", "Date", "Service", "Units"],
                [3001, 1001, "01/19/2024", "Case management", 1],
                [3002, 1002, "02/19/2024", "Rent help", 250],
                [3003, 9999, "02/20/2024", "Rent help", 250],
            ),
            "apricot_notes.csv": csv_of(
                ["Record ID", "Participant: Record ID", "Date", "Note"],
                [4001, 1001, "01/20/2024", "Client was evicted and is sleeping in her car."],
                [4002, 1003, "02/20/2024", "Got the job at the bakery."],
            ),
        },
        stays=2, services=2, notes=2, held_back=1,
    )  # fmt: skip


def eto() -> Export:
    """A title above the header, one person at two sites, a line per answer."""
    ana, other_ana, ben = three_people(1)
    person = [
        "Participant Enterprise Identifier",
        "Participant Site Identifier",
        "First Name",
        "Last Name",
        "DOB",
        "Site Name",
    ]
    return Export(
        {
            "eto_participants.xlsx": workbook_of(
                {
                    "Participants": [
                        ["Participant Roster"],
                        [],
                        person,
                        ["3F2A-01", 501, ana.first, ana.last, ana.us_born, "North"],
                        ["3F2A-01", 877, ana.first, ana.last, ana.us_born, "South"],
                        ["3F2A-02", 502, other_ana.first, other_ana.last, other_ana.us_born, "North"],
                        ["3F2A-03", 503, ben.first, ben.last, ben.us_born, "North"],
                    ]
                }
            ),
            "eto_enrollments.csv": csv_of(
                ["Participant Enterprise Identifier", "Unique Enrollment Identifier", "Program Name", "Program Start Date", "Program End Date"],
                ["3F2A-01", "{E-1}", "Rapid Rehousing", "01/15/2024", "05/31/2024"],
                ["3F2A-03", "{E-2}", "Rapid Rehousing", "02/15/2024", ""],
            ),
            "eto_answers.csv": csv_of(
                ["TouchPoint Name", "Response Unique ID_Form ID", "Participant Enterprise Identifier", "Unique Enrollment Identifier", "Date take New Format", "Question", "Answer"],
                ["Food Box", "9001_12", "3F2A-01", "{E-1}", "01/20/2024", "Time Spent", "30"],
                ["Food Box", "9001_12", "3F2A-01", "{E-1}", "01/20/2024", "Case Notes", "Client came with her son."],
                ["Food Box", "9001_12", "3F2A-01", "{E-1}", "01/20/2024", "Items", "Bread|Milk"],
                ["Transportation", "9002_14", "3F2A-03", "{E-2}", "02/20/2024", "Time Spent", "15"],
            ),
        },
        stays=2, services=2, notes=1,
    )  # fmt: skip


def caseworthy() -> Export:
    """A family enrolled under one number, and an end in the year 9999 for a stay that goes on."""
    ana, other_ana, ben = three_people(2)
    return Export(
        {
            "caseworthy_clients.xlsx": workbook_of(
                {
                    "Client": [
                        ["EntityID", "FirstName", "LastName", "SSN", "BirthDate", "CellPhone", "ZipCode"],
                        [70001, ana.first, ana.last, "XXX-XX-4321", ana.us_born, ana.phone, "00000"],
                        [70002, other_ana.first, other_ana.last, "", other_ana.us_born, "", "62701"],
                        [70003, ben.first, ben.last, "", ben.us_born, ben.phone, "62702"],
                    ]
                }
            ),
            "caseworthy_enrollments.csv": csv_of(
                ["EnrollmentID", "ClientID", "ProgramName", "BeginDate", "EndDate"],
                [8801, 70001, "SSVF RRH", "01/15/2024", "12/31/9999"],
                [8801, 70003, "SSVF RRH", "01/15/2024", "12/31/9999"],
            ),
            "caseworthy_services.csv": csv_of(
                ["ServiceID", "ProvidedToEntityID", "EnrollmentID", "BeginDate", "ServiceType", "Units", "ServiceTotal"],
                [5501, 70001, 8801, "01/18/2024", "Rent payment", "1.00", "850.00"],
            ),
            "caseworthy_case_notes.csv": csv_of(
                ["CaseNoteID", "EntityID", "EnrollmentID", "NoteDate", "Body", "CaseNoteTypeID"],
                [6601, 70001, 8801, "01/18/2024", "Landlord agreed to wait,\nrent was paid.", 3],
                [6602, 70002, "", "01/19/2024", "Called; no answer.", 1],
            ),
        },
        stays=2, services=1, notes=2,
    )  # fmt: skip


def casebook() -> Export:
    """A case with two people in it, and a note about both."""
    ana, other_ana, ben = three_people(3)
    return Export(
        {
            "casebook_people.csv": csv_of(
                ["person_id", "first_name", "last_name", "date_of_birth", "phone_number"],
                ["a1f0", ana.first, ana.last, ana.born, ana.phone],
                ["a1f1", other_ana.first, other_ana.last, other_ana.born, ""],
                ["a1f2", ben.first, ben.last, ben.born, ben.phone],
            ),
            "casebook_cases.csv": csv_of(
                ["case_id", "person_id", "case_name", "case_type", "case_start_date", "case_end_date", "case_status", "role"],
                ["c9", "a1f0", "Family case", "Family support", "2024-01-15", "", "Open", "Parent"],
                ["c9", "a1f2", "Family case", "Family support", "2024-01-15", "", "Open", "Child"],
            ),
            "casebook_services.csv": csv_of(
                ["service_enrollment_id", "person_id", "case_id", "service_name", "service_start_date", "units"],
                ["s7", "a1f0", "c9", "Parenting class", "2024-01-20", 2],
            ),
            "casebook_notes.csv": csv_of(
                ["note_id", "person_id", "note_date", "subject", "note", "note_type"],
                ["n3", "a1f0", "2024-01-21", "Visit", "Home is safe and warm.", "Contact"],
                ["n3", "a1f2", "2024-01-21", "Visit", "Home is safe and warm.", "Contact"],
            ),
        },
        stays=2, services=1, notes=2,
    )  # fmt: skip
