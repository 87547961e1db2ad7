"""Exports of CRMs: contacts of every kind, and objects that name them."""

from tests.integration.systems.export import Export, csv_of, three_people, workbook_of


def nonprofit_cloud() -> Export:
    """Numbers of 18 characters in one file and 15 in another; notes with formatting."""
    ana, other_ana, ben = three_people(4)
    ids = ["001Qy00000AbCd1IAF", "001Qy00000AbCd2IAF", "001Qy00000AbCd3IAF"]
    return Export(
        {
            "PersonAccount.csv": csv_of(
                ["Id", "IsPersonAccount", "PersonContactId", "FirstName", "LastName", "PersonBirthdate", "PersonMobilePhone"],
                *(
                    [ids[at], "true", f"003Qy00000Zz00{at}IAA", p.first, p.last, p.born, p.phone]
                    for at, p in enumerate([ana, other_ana, ben])
                ),
            ),
            "Program.csv": csv_of(["Id", "Name", "ProgramStatus"], ["11W000000000001AAA", "Workforce", "Active"]),
            "ProgramEnrollment.csv": csv_of(
                ["Id", "AccountId", "ProgramId", "ApplicationDate", "StartDate", "EndDate", "Status"],
                ["0kE000000000001AAA", ids[0], "11W000000000001AAA", "2024-01-10", "2024-01-15", "", "Active"],
            ),
            "BenefitDisbursement.csv": csv_of(
                ["Id", "RecipientId", "BenefitAssignmentId", "Benefit.Name", "ActualCompletionDate", "DisbursedQuantity", "Status"],
                ["0jn000000000001AAA", ids[0], "0jm000000000001AAA", "Bus pass", "2024-01-20T10:00:00.000Z", 1, "Completed"],
            ),
            "InteractionSummary.csv": csv_of(
                ["Id", "AccountId", "Name", "MeetingNotes", "CreatedDate"],
                ["1IS000000000001AAA", ids[0], "Intake", "<p>Wants to <b>work</b> nights.</p>", "2024-01-15T09:00:00.000Z"],
            ),
        },
    )  # fmt: skip


def dynamics() -> Export:
    """Contacts from Export to Excel, with hidden columns' headings and a hidden sheet of lists."""
    ana, other_ana, ben = three_people(5)
    guids = [f"6f9619ff-8b86-d011-b42d-00c04fc964f{at}" for at in range(3)]
    return Export(
        {
            "dynamics_contacts.xlsx": workbook_of(
                {
                    "Active Contacts": [
                        ["(Do Not Modify) Contact", "(Do Not Modify) Row Checksum", "(Do Not Modify) Modified On", "First Name", "Last Name", "Birthday", "Mobile Phone"],
                        *(
                            [guids[at], "q8h3==", "2024-01-02 10:00:00", p.first, p.last, p.us_born, p.phone]
                            for at, p in enumerate([ana, other_ana, ben])
                        ),
                    ],
                    "hiddenSheet": [["1", "Email", "Phone"], ["Male", "Female", "Other"]],
                },
                hidden=["hiddenSheet"],
            ),
            "dynamics_benefit_recipients.csv": csv_of(
                ["msnfp_benefitrecipientid", "msnfp_beneficiaryid", "msnfp_deliveryframeworkidname", "createdon"],
                ["b-1", guids[0], "Job readiness", "2024-01-15T08:00:00Z"],
            ),
            "dynamics_activities.csv": csv_of(
                ["activityid", "regardingobjectid", "activitytypecode", "subject", "scheduledstart", "actualdurationminutes"],
                ["t-1", guids[0], "phonecall", "Check in", "2024-01-20T10:00:00Z", 20],
            ),
            "dynamics_notes.csv": csv_of(
                ["annotationid", "objectid", "subject", "notetext", "createdon"],
                ["n-1", guids[0], "Note", "<div>Has a bus pass&nbsp;now.</div>", "2024-01-21T10:00:00Z"],
            ),
        },
        held_back=1,
    )  # fmt: skip


def hubspot() -> Export:
    """A meeting and a note of two contacts, whose numbers stand in one cell."""
    ana, other_ana, ben = three_people(6)
    return Export(
        {
            "hubspot-crm-exports-all-contacts-2024-06-01.csv": csv_of(
                ["Record ID", "First Name", "Last Name", "Date of birth", "Email", "Phone Number", "Lifecycle Stage"],
                [301, ana.first, ana.last, ana.born, "", ana.phone, "Customer"],
                [302, other_ana.first, other_ana.last, other_ana.born, "", "", "Customer"],
                [303, ben.first, ben.last, ben.born, "", ben.phone, "Customer"],
            ),
            "hubspot-crm-exports-all-deals-2024-06-01.csv": csv_of(
                ["Record ID", "Deal Name", "Pipeline", "Deal Stage", "Create Date", "Close Date", "Associated Contact IDs"],
                [9001, "Ana - Housing", "Housing", "Active", "2024-01-15 10:00", "", "301"],
            ),
            "hubspot-crm-exports-meetings-2024-06-01.csv": csv_of(
                ["Record ID", "Meeting name", "Meeting type", "Meeting start time", "Associated Contact IDs"],
                [9101, "Intake", "Intake", "2024-01-16 10:00", "301;303"],
            ),
            "hubspot-crm-exports-notes-2024-06-01.csv": csv_of(
                ["Record ID", "Activity date", "Note body", "Associated Contact IDs"],
                [9201, "2024-01-16 11:00", "<p>Both want to <em>move</em>.</p>", "301;303"],
            ),
        },
        stays=1, services=2, notes=2,
    )  # fmt: skip


CIVICRM_CONTACT = [
    "Contact ID", "Contact Type", "Contact Subtype", "External Identifier", "Display Name", "First Name", "Last Name",
    "Gender", "Birth Date", "Phone", "Email",
]  # fmt: skip


def civicrm() -> Export:
    """A household among the contacts, and the contact's columns again in cases and activities."""
    people = three_people(7)
    rows = [
        [11 + at, "Individual", "", f"X-{at}", f"{p.first} {p.last}", p.first, p.last, p.sex, p.born, p.phone, ""]
        for at, p in enumerate(people)
    ]
    household = [20, "Household", "", "", "The household", "", "", "", "", "", ""]
    return Export(
        {
            "CiviCRM_Contact_Search.csv": csv_of(
                [*CIVICRM_CONTACT, "Group(s)", "Note(s)"], *([*row, "Clients", ""] for row in [*rows, household])
            ),
            "CiviCRM_Case_Search.csv": csv_of(
                [*CIVICRM_CONTACT, "Case ID", "Case Subject", "Case Status", "Case Type", "Case Start Date", "Case End Date"],
                [*rows[0], 71, "Housing", "Ongoing", "Housing Support", "2024-01-15", ""],
            ),
            "CiviCRM_Activity_Search.csv": csv_of(
                [*CIVICRM_CONTACT, "Activity ID", "Activity Type", "Subject", "Activity Date", "Duration", "Details", "Activity Status", "Source Contact"],
                [*rows[0], 901, "Follow up", "Visit", "2024-01-20 10:00:00", 30, "<p>Doing well at <i>school</i>.</p>", "Completed", "Kim Lee"],
                [*rows[2], 901, "Follow up", "Visit", "2024-01-20 10:00:00", 30, "<p>Doing well at <i>school</i>.</p>", "Completed", "Kim Lee"],
            ),
        },
        stays=1, services=2, notes=2, held_back=1,
    )  # fmt: skip
