"""Reports of HMIS software: Clarity's from Looker, ServicePoint's from ART."""

from tests.integration.systems.export import Export, csv_of, three_people, workbook_of


def clarity() -> Export:
    """Headers with the name of their view before them; a service with its note in one row."""
    ana, other_ana, ben = three_people(8)
    return Export(
        {
            "HMIS Performance clients 2024-06-01T1015.csv": csv_of(
                ["Clients Unique Identifier", "Clients First Name", "Clients Last Name", "Clients Date of Birth Date", "Clients Race and Ethnicity"],
                ["7AB1C", ana.first, ana.last, ana.born, "White, Asian or Asian American"],
                ["7AB2C", other_ana.first, other_ana.last, other_ana.born, ""],
                ["7AB3C", ben.first, ben.last, ben.born, "White"],
            ),
            "HMIS Performance enrollments 2024-06-01T1016.csv": csv_of(
                ["Clients Unique Identifier", "Enrollments Enrollment ID", "Programs Full Name", "Enrollments Project Start Date", "Enrollments Project Exit Date"],
                ["7AB1C", 5501, "Harbor - RRH", "2024-01-15", ""],
            ),
            "Services 2024-06-01T1017.csv": csv_of(
                ["Programs Name", "Clients Unique Identifier", "Clients First Name", "Clients Last Name", "Services Start Date Date", "Services Service Category", "Services Name", "Services User Creating", "Service Items Service Item Name", "Services Services Notes"],
                ["Harbor - RRH", "7AB1C", ana.first, ana.last, "2024-01-20", "Basic", "Food", "Kim Lee", "Food box", "Took two boxes."],
                ["Harbor - RRH", "7AB3C", ben.first, ben.last, "2024-01-21", "Basic", "Food", "Kim Lee", "Food box", ""],
            ),
        },
        stays=1, services=2, notes=1,
    )  # fmt: skip


def servicepoint() -> Export:
    """A workbook with a tab for each table and a title above the header."""
    ana, other_ana, ben = three_people(9)
    return Export(
        {
            "ART clients.xlsx": workbook_of(
                {
                    "Clients": [
                        ["Client roster"],
                        ["Client Uid", "Client Unique Id", "Client First Name", "Client Last Name", "Date of Birth(893)"],
                        [41, "ae0304", ana.first, ana.last, ana.us_born],
                        [42, "ae1122", other_ana.first, other_ana.last, other_ana.us_born],
                        [43, "be0610", ben.first, ben.last, ben.us_born],
                    ]
                }
            ),
            "ART entries.xlsx": workbook_of(
                {
                    "EntryData": [
                        ["Entries"],
                        ["Client Uid", "Entry Exit Uid", "Entry Exit Provider Id", "Entry Exit Entry Date", "Entry Exit Exit Date"],
                        [41, 9001, "Harbor House - Shelter(1234)", "01/15/2024", ""],
                    ]
                }
            ),
            "ART services.csv": csv_of(
                ["Client Uid", "Service Provide Provider", "Service Provide Start Date", "Service Provider Specific Code", "Service User Creating"],
                [41, "Harbor House - Shelter(1234)", "01/20/2024", "Transportation", "Kim Lee(77)"],
            ),
            "ART notes.csv": csv_of(
                ["Client Uid", "Client Note Uid", "Client Note Date", "Client Note"],
                [41, 301, "01/21/2024", "Was given a bus pass."],
            ),
        },
    )  # fmt: skip
