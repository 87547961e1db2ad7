"""A very small organisation, written out so that a test can say what every record should become."""

from pathlib import Path

FILES = {
    "organization.yml": """
id: small
name: Small Partners
affiliates:
  - {id: north, name: North House}
  - {id: south, name: South Centre}
programs:
  - {id: shelter, name: Shelter}
  - {id: work, name: Work Ready}
""",
    "transformation/program_map.csv": """
source,source_program,program_id
hmis,P1,shelter
crm,Job Club,work
forms,work_ready,work
""",
    "transformation/value_map.csv": """
field,source_value,value
destination,Own flat,410
""",
    "data_dictionary/check_in.yml": """
source: forms
table: check_in
title: Check-in
grain: one row per check-in
files: ["check_in*.csv"]
submission_id: id
fields:
  - {name: id, meaning: Number of the form, sensitivity: open}
  - {name: given, meaning: Given name, maps_to: person.first_name, sensitivity: identifier}
  - {name: family, meaning: Family name, maps_to: person.last_name, sensitivity: identifier}
  - {name: born, meaning: Date of birth, maps_to: person.dob, type: date, sensitivity: identifier}
  - {name: day, meaning: Day of the check-in, maps_to: submission.date, type: date, sensitivity: open}
  - {name: contact, meaning: Salesforce contact, maps_to: submission.client_ref, sensitivity: quasi-identifier}
  - name: program
    meaning: Program
    maps_to: submission.program
    type: code
    sensitivity: open
    codes: {work_ready: Work Ready}
  - name: confidence
    meaning: How ready for work the client feels
    maps_to: assessment.job_readiness
    type: code
    sensitivity: sensitive
    codes: {a: {label: Very, score: 5}, b: {label: Somewhat, score: 3}, c: {label: Hardly, score: 1}}
  - {name: consented, meaning: Consent to share, maps_to: consent.granted, type: boolean, sensitivity: open}
""",
    "data_dictionary/plan.yml": """
source: forms
table: plan
title: Service plan
grain: one row per plan
files: ["plan*.json"]
fields:
  - {name: client, meaning: Salesforce contact, maps_to: submission.client_ref, sensitivity: quasi-identifier}
  - {name: made, meaning: Day of the plan, maps_to: submission.date, type: date, sensitivity: open}
  - {name: goals/what, meaning: The goal, maps_to: goal.text, sensitivity: sensitive}
  - {name: goals/state, meaning: Where it stands, maps_to: goal.status, sensitivity: open}
""",
    # The older format: gender flags, one shelter type, old destination codes.
    "data/north/hmis/2022/Export.csv": """
ExportID,SourceType,ExportDate,ExportStartDate,ExportEndDate,CSVVersion,HashStatus
1,1,2024-07-01 00:00:00,2024-01-01,2024-06-30,1.2,1
""",
    "data/north/hmis/2022/Project.csv": """
ProjectID,OrganizationID,ProjectName,ProjectType,TrackingMethod,HMISParticipatingProject,DateUpdated,DateDeleted
P1,O1,Night Shelter,1,3,1,2024-01-01 00:00:00,
""",
    "data/north/hmis/2022/Client.csv": """
PersonalID,FirstName,LastName,NameDataQuality,SSN,SSNDataQuality,DOB,DOBDataQuality,Female,Male,NoSingleGender,Ethnicity,White,VeteranStatus,DateCreated,DateUpdated,DateDeleted
1,Ana,Silva,1,219456789,1,1985-03-02,1,1,0,0,1,1,0,2024-01-05,2024-01-05 00:00:00,
2,Ben,Old,1,123456789,1,1900-01-01,1,0,1,0,0,1,1,2024-01-05,2024-01-05 00:00:00,
2,Ben,New,1,123456789,1,1900-01-01,1,0,1,0,0,1,1,2024-01-05,2024-02-05 00:00:00,
3,Cal,Gone,1,219456780,1,1990-01-01,1,0,1,0,0,1,0,2024-01-05,2024-01-05 00:00:00,2024-03-01 00:00:00
""",
    "data/north/hmis/2022/Enrollment.csv": """
EnrollmentID,PersonalID,ProjectID,EntryDate,HouseholdID,RelationshipToHoH,LivingSituation,WorstHousingSituation,DateUpdated,DateDeleted
E1,1,P1,2024-01-10,H1,1,16,,2024-01-10 00:00:00,
E2,1,P1,2024-03-05,H2,1,1,,2024-03-05 00:00:00,
E3,2,P1,2024-02-01,H3,1,1,,2024-02-01 00:00:00,
E4,2,P1,not a day,H4,1,1,,2024-02-01 00:00:00,
E5,99,P1,2024-02-01,H5,1,1,,2024-02-01 00:00:00,
""",
    "data/north/hmis/2022/Exit.csv": """
ExitID,EnrollmentID,PersonalID,ExitDate,Destination,DateUpdated,DateDeleted
X1,E1,1,2024-03-01,20,2024-03-01 00:00:00,
""",
    "data/north/hmis/2022/Services.csv": """
ServicesID,EnrollmentID,PersonalID,DateProvided,RecordType,TypeProvided,FAAmount,DateUpdated,DateDeleted
S1,E1,1,2024-01-11,200,200,,2024-01-11 00:00:00,
S2,E1,1,2024-01-12,200,200,,2024-01-12 00:00:00,2024-01-13 00:00:00
""",
    "data/south/crm/Contact.csv": """
Id,FirstName,LastName,Birthdate,SSN_Last_Four__c,Email,Phone,HomePhone,IsClient__c,LastModifiedDate,IsDeleted
c1,Ana,Silva,3/2/1985,6789,ANA@EXAMPLE.ORG,(555) 234-5678,555.234.5699,true,2024-07-02T00:00:00.000Z,false
c2,Sam,Staff,1970-05-05,,,,,false,2024-07-02T00:00:00.000Z,false
""",
    "data/south/crm/Program__c.csv": """
Id,Name
p1,Job Club
""",
    "data/south/crm/ProgramEngagement__c.csv": """
Id,Contact__c,Program__c,Role__c,Stage__c,StartDate__c,EndDate__c,Destination__c,CaseManager__c,LastModifiedDate,IsDeleted
e1,c1,p1,Client,Completed,2024-04-01,2024-06-01,Own flat,Kim Lee,2024-06-02T00:00:00.000Z,false
e2,c2,p1,Volunteer,Active,2024-04-01,,,,2024-06-02T00:00:00.000Z,false
e3,c1,p1,Client,Active,,,,,2024-06-02T00:00:00.000Z,false
""",
    "data/south/crm/Service__c.csv": """
Id,Name,Program__c,UnitOfMeasurement__c
s1,Coaching,p1,Hours
""",
    "data/south/crm/ServiceDelivery__c.csv": """
Id,Contact__c,Service__c,ProgramEngagement__c,DeliveryDate__c,Quantity__c,AttendanceStatus__c,IsDeleted
d1,c1,s1,e1,2024-04-10,1.5,Present,false
d2,c1,s1,e1,2024-04-17,1.5,Unexcused Absence,false
""",
    "data/south/crm/CaseNote__c.csv": """
Id,Contact__c,ProgramEngagement__c,NoteDate__c,Author__c,Note__c,LastModifiedDate,IsDeleted
n1,c1,e1,2024-04-20,Kim Lee,Client was hopeful about work.,2024-04-20T00:00:00.000Z,false
n2,c1,,2024-04-25,Kim Lee,Client called.,2024-04-25T00:00:00.000Z,false
n3,c1,e1,,Kim Lee,No date on this one.,,false
""",
    "data/south/forms/check_in.csv": """
id,given,family,born,day,contact,program,confidence,consented
k1,Ana,Silva,1985-03-02,2024-04-02,c1,work_ready,c,yes
k2,Ana,Silva,1985-03-02,2024-05-02,c1,work_ready,b,
k3,Ana,Silva,1985-03-02,2024-05-30,c1,work_ready,Very,
k4,Ana,Silva,1985-03-02,2024-12-01,c1,work_ready,z,
""",
    "data/south/forms/plan.json": """
[{"_uuid": "u1", "client": "c1", "made": "2024-04-05", "_submission_time": "2024-04-05T10:00:00",
  "goals": [{"goals/what": "Find a job", "goals/state": "Achieved"},
            {"goals/what": "Learn to drive", "goals/state": "In progress"}]}]
""",
}


def write_small_organization(folder: Path) -> Path:
    """Write the organisation's files under `folder` and return it."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.lstrip("\n"), encoding="utf-8")
    return folder
