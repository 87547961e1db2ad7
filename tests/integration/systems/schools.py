"""Exports of a school's student information system."""

from tests.integration.systems.export import Export, csv_of, ndjson_of, three_people


def oneroster() -> Export:
    """Teachers and parents among the users; birth dates in a file of their own. Neither services nor notes."""
    people = three_people(10)
    users = [
        "sourcedId",
        "status",
        "dateLastModified",
        "enabledUser",
        "orgSourcedIds",
        "role",
        "username",
        "userIds",
        "givenName",
        "familyName",
        "middleName",
        "identifier",
        "email",
        "sms",
        "phone",
        "agentSourcedIds",
        "grades",
        "password",
    ]
    return Export(
        {
            "users.csv": csv_of(
                users,
                *(
                    [f"s{at}", "active", "", "true", "org1", "student", f"s{at}", "", p.first, p.last, "", f"S20{at}", "", "", p.phone, "p1", "07", ""]
                    for at, p in enumerate(people)
                ),
                ["t1", "active", "", "true", "org1", "teacher", "jlee", "", "Jordan", "Lee", "", "T100", "", "", "", "", "", ""],
                ["p1", "active", "", "true", "org1", "parent", "cs", "", "Casey", people[0].last, "", "", "", "", "", "s0", "", ""],
            ),
            "demographics.csv": csv_of(
                ["sourcedId", "status", "dateLastModified", "birthDate", "sex", "asian", "white", "hispanicOrLatinoEthnicity"],
                *([f"s{at}", "active", "", p.born, p.sex.lower(), "false", "true", "true"] for at, p in enumerate(people)),
            ),
            "classes.csv": csv_of(
                ["sourcedId", "status", "dateLastModified", "title", "grades", "courseSourcedId", "classCode", "classType", "schoolSourcedId", "termSourcedIds"],
                ["k1", "active", "", "After School Math", "07", "c1", "ASM", "scheduled", "org1", "fall24"],
            ),
            "enrollments.csv": csv_of(
                ["sourcedId", "status", "dateLastModified", "classSourcedId", "schoolSourcedId", "userSourcedId", "role", "primary", "beginDate", "endDate"],
                ["e1", "active", "", "k1", "org1", "s0", "student", "", "2024-01-15", "2024-05-31"],
                ["e2", "active", "", "k1", "org1", "t1", "teacher", "true", "2024-01-15", "2024-05-31"],
            ),
            "orgs.csv": csv_of(
                ["sourcedId", "status", "dateLastModified", "name", "type", "identifier", "parentSourcedId"],
                ["org1", "active", "", "Lincoln Middle School", "school", "LMS", ""],
            ),
        },
        stays=1, services=0, notes=0, held_back=2,
    )  # fmt: skip


def ed_fi() -> Export:
    """Codes that are addresses; phones and addresses with the district; one day absent with its reason."""
    people = three_people(11)
    sex = "uri://ed-fi.org/SexDescriptor#"
    return Export(
        {
            "students.jsonl": ndjson_of(
                *(
                    {"studentUniqueId": f"60482{at}", "firstName": p.first, "lastSurname": p.last, "birthDate": p.born, "birthSexDescriptor": sex + p.sex}
                    for at, p in enumerate(people)
                )
            ),
            "studentEducationOrganizationAssociations.jsonl": ndjson_of(
                {
                    "studentReference": {"studentUniqueId": "604820"},
                    "educationOrganizationReference": {"educationOrganizationId": 255901},
                    "sexDescriptor": sex + "Female",
                    "races": [{"raceDescriptor": "uri://ed-fi.org/RaceDescriptor#White"}],
                    "telephones": [{"telephoneNumber": people[0].phone, "telephoneNumberTypeDescriptor": "uri://ed-fi.org/TelephoneNumberTypeDescriptor#Home"}],
                }
            ),
            "studentSchoolAssociations.jsonl": ndjson_of(
                {"studentReference": {"studentUniqueId": "604820"}, "schoolReference": {"schoolId": 255901001}, "entryDate": "2024-01-15", "entryGradeLevelDescriptor": "uri://ed-fi.org/GradeLevelDescriptor#Seventh grade"}
            ),
            "studentSchoolAttendanceEvents.jsonl": ndjson_of(
                {"studentReference": {"studentUniqueId": "604822"}, "schoolReference": {"schoolId": 255901001}, "eventDate": "2024-02-05", "attendanceEventCategoryDescriptor": "uri://ed-fi.org/AttendanceEventCategoryDescriptor#Excused Absence", "attendanceEventReason": "Family is moving between shelters."}
            ),
        },
        stays=1, services=1, notes=1,
    )  # fmt: skip
