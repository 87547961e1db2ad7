"""An organisation whose files hold what no export should: each entry once ended a night, or might."""

from pathlib import Path

HMIS = "data/main/hmis"
FILES = {
    "organization.yml": """
id: ugly
name: Ugly Inputs
affiliates: [{id: main, name: Main}, {id: quiet, name: Nothing Yet}]
programs: [{id: shelter, name: Shelter}]
""",
    **{
        f"reports/hud/{kind}.yml": f"id: {kind}\nkind: {kind}\nperiod: {{from: 2024-01-01, to: 2024-12-31}}\n"
        for kind in ("apr", "caper", "ce-apr")
    },
    # one value in two spellings, and a program that is mapped twice
    "transformation/value_map.csv": """
field,source_value,value
destination,Own flat,410
destination, own FLAT ,410
service_type,none,Nothing
service_type,NONE,Nothing
goal_status,fine,met
goal_status,Fine,open
""",
    "transformation/program_map.csv": """
source,source_program,program_id
hmis,P:1,shelter
hmis,p:1,shelter
,P:1,shelter
""",
    "data_dictionary/visit.yml": """
source: forms
table: visit
title: Visit
grain: one row per visit
files: ["visit*"]
submission_id: id
fields:
  - {name: id, meaning: Number, sensitivity: open}
  - {name: given, meaning: Given name, maps_to: person.first_name, sensitivity: identifier}
  - {name: family, meaning: Family name, maps_to: person.last_name, sensitivity: identifier}
  - {name: day, meaning: Day, maps_to: submission.date, type: date, sensitivity: open}
  - {name: program, meaning: Program, maps_to: submission.program, sensitivity: open}
  - {name: came, meaning: First day, maps_to: enrollment.entry_date, type: date, sensitivity: open}
  - {name: left, meaning: Last day, maps_to: enrollment.exit_date, type: date, sensitivity: open}
  - {name: to, meaning: Destination, maps_to: enrollment.destination, sensitivity: open}
  - {name: what, meaning: Service, maps_to: service.type, sensitivity: open}
  - {name: much, meaning: Quantity, maps_to: service.quantity, type: decimal, sensitivity: open}
  - {name: score, meaning: Score, maps_to: assessment.wellbeing, type: decimal, sensitivity: sensitive}
  - {name: consent, meaning: Consent, maps_to: consent.granted, type: boolean, sensitivity: open}
  - {name: until, meaning: Until, maps_to: consent.expires_on, type: date, sensitivity: open}
  - {name: goals/goal, meaning: Goal, maps_to: goal.text, sensitivity: sensitive}
  - {name: goals/state, meaning: State, maps_to: goal.status, sensitivity: open}
  - {name: goals/kind, meaning: Kind, maps_to: goal.category, sensitivity: open}
  - {name: note, meaning: Note, maps_to: note.text, sensitivity: sensitive}
""",
    f"{HMIS}/Export.csv": """
ExportID,SourceType,ExportDate,ExportStartDate,ExportEndDate,CSVVersion,HashStatus
E1,1,2024-12-31 00:00:00,2024-01-01,2024-12-31,2024 v1,1
""",
    f"{HMIS}/Organization.csv": "OrganizationID,OrganizationName,DateUpdated,DateDeleted\nO1,Main,2024-01-01,\n",
    # names without Latin letters, and words that reports use themselves
    f"{HMIS}/Project.csv": """
ProjectID,OrganizationID,ProjectName,ProjectType,ContinuumProject,HMISParticipatingProject,OperatingStartDate,DateUpdated,DateDeleted
P:1,O1,Приют,1,1,1,2020-01-01,2024-01-01 00:00:00,
1,O1,住居,13,1,1,2020-01-01,2024-01-01 00:00:00,
—,O1,—,13,1,1,2020-01-01,2024-01-01 00:00:00,
none,O1,none,6,1,1,2020-01-01,2024-01-01 00:00:00,
all,O1,all,6,1,1,2020-01-01,2024-01-01 00:00:00,
""",
    # one CoC in two rows
    f"{HMIS}/ProjectCoC.csv": """
ProjectCoCID,ProjectID,CoCCode,Geocode,DateUpdated,DateDeleted
C1,P:1,XX-501,1,2024-01-01,
C2,P:1,XX-501,2,2024-01-01,
""",
    # ids that differ by case, hold the signs that ids are joined with, and one that says nothing of veteran status
    f"{HMIS}/Client.csv": """
PersonalID,FirstName,LastName,NameDataQuality,SSN,SSNDataQuality,DOB,DOBDataQuality,White,Woman,VeteranStatus,DateCreated,DateUpdated,DateDeleted
A,Ana,Silva,1,,99,1985-03-02,1,1,1,,2024-01-05,2024-01-05 00:00:00,
a,Ada,Silva,1,,99,0001-01-01,1,1,1,99,2024-01-05,2024-01-05 00:00:00,
a:P,Ben,Old,1,,99,9999-12-31,1,1,0,99,2024-01-05,2024-01-05 00:00:00,
a:P:1,"O'Neil ""Bo"" Jr",Old,1,,99,2024-02-30,1,1,0,1,2024-01-05,2024-01-05 00:00:00,
A,Ana,Silva,1,,99,1985-03-02,1,1,1,8,2024-01-05,not a day,
""",
    # an adult who comes back to one project, one household over two projects, days at both ends of time
    f"{HMIS}/Enrollment.csv": """
EnrollmentID,PersonalID,ProjectID,EntryDate,HouseholdID,RelationshipToHoH,EnrollmentCoC,LivingSituation,MoveInDate,DateUpdated,DateDeleted
1,A,P:1,2024-01-10,H:1,1,XX-501,116,,2024-01-10,
2,A,P:1,2024-03-05,H:1,1,XX-502,116,,2024-03-05,
3,A,P:1,2024-06-05,H:1,1,XX-501,116,,2024-06-05,
4,a,1,0001-01-01,H:1,1,XX-501,116,0001-01-01,2024-06-05,
5,a:P,1,9999-12-31,H:2,1,XX-501,116,9999-12-31,2024-06-05,
6,a:P:1,—,2024-02-01,H:2,2,XX-501,116,,2024-06-05,
7,a,none,2024-02-01,,1,,116,,2024-06-05,
8,a,all,2024-02-01,,1,,116,,2024-06-05,
""",
    # two exits of one stay, and one id over two stays
    f"{HMIS}/Exit.csv": """
ExitID,EnrollmentID,PersonalID,ExitDate,Destination,DateUpdated,DateDeleted
X1,1,A,2024-02-01,410,2024-02-01,
X2,1,A,2024-02-03,99,2024-02-01,
X1,2,A,2024-03-09,410,2024-03-09,
X3,4,a,0001-01-01,410,2024-03-09,
X4,5,a:P,9999-12-31,410,2024-03-09,
""",
    # amounts that no number holds
    f"{HMIS}/IncomeBenefits.csv": """
IncomeBenefitsID,EnrollmentID,PersonalID,InformationDate,IncomeFromAnySource,TotalMonthlyIncome,Earned,EarnedAmount,DataCollectionStage,DateUpdated,DateDeleted
I1,1,A,2024-01-10,1,nan,1,1e400,1,2024-01-10,
I2,2,A,2024-03-05,1,1e30,1,99999999999999999999999,1,2024-01-10,
I3,3,A,2024-06-05,1,inf,1,-1e30,1,2024-01-10,
I3,1,A,2024-06-05,1,100,1,100,3,2024-01-10,
""",
    # and ids that a spreadsheet has cut
    f"{HMIS}/Services.csv": """
ServicesID,EnrollmentID,PersonalID,DateProvided,RecordType,TypeProvided,FAAmount,DateUpdated,DateDeleted
S1,1,A,2024-01-10,200,200,nan,2024-01-10,
S2,1,A,9999-12-31,200,200,1e30,2024-01-10,
S3,1,A,0001-01-01,151,1,infinity,2024-01-10,
S4,99,A,2024-01-10,151,1,5,2024-01-10,
1.23E+11,1,A,2024-01-10,151,1,5,2024-01-10,
1.24E+11,1,A,2024-01-10,151,1,5,2024-01-10,
""",
    # columns that say one thing twice, a stay in no program, scores and dates that are none
    "data/main/forms/visit.csv": (
        "id,given,family,Day,day,program,came,left,to,what,much,score,consent,until,note\n"
        "1,Ana,Silva,2024-01-02,2024-01-03,,2024-01-02,,,none,nan,1e30,yes,9999-12-31,Ana moved in.\n"
        "2,Ben,Old,2024-01-02,,,2024-01-02,2024-02-01,own flat,None,1e30,inf,no,0001-01-01,\n"
        "2#goals/1,Ben,Old,2024-01-02,,none,2024-01-02,2024-02-01,all,all,-5,nan,maybe,never,\n"
        "3,,,9999-12-31,,all,9999-12-31,9999-12-31,—,—,0,0,,,\x01\n"
        "4,Cal,New,0001-01-01,,Приют,0001-01-01,0001-01-01,none,ALL,1,1,yes,,x\n"
    ),
    "data/main/forms/visit_goals.json": """
[{"id": "2", "given": "Ben", "family": "Old", "day": "2024-05-02",
  "goals": [{"goal": "Work", "state": "fine", "kind": "none"}, {"goal": "Work", "state": "Fine", "kind": "NONE"}]},
 {"id": "5", "g/day": "2024-05-02", "g": {"day": "2024-05-03"}, "goals": [{"goal": "Rest", "state": "", "kind": "—"}]}]
""",
    "data/main/crm/Contact.csv": """
Id,FirstName,LastName,Birthdate,IsClient__c,LastModifiedDate
c1,Ana,Silva,1985-03-02,true,2024-01-01
C1,Ana,Silva,,true,2024-01-01
c1:x,,,,true,9999-12-31
""",
    "data/main/crm/pmdm__ProgramEngagement__c.csv": """
Id,pmdm__Contact__c,pmdm__Program__c,pmdm__StartDate__c,pmdm__EndDate__c,pmdm__Role__c,pmdm__Stage__c,LastModifiedDate
e1,c1,none,2024-01-01,2024-02-01,Client,Active,2024-01-01
e2,C1,—,0001-01-01,,Client,Active,2024-01-01
e1,c1,all,2024-01-01,,Client,Active,2024-01-02
""",
    "data/main/crm/CaseNote__c.csv": """
Id,Contact__c,Note_Date__c,Note__c,LastModifiedDate
n1,c1,2024-01-01,Talked about work.,2024-01-01
n1,c1,2024-01-01,Talked about work and rest.,2024-01-02
n2,c1:x,9999-12-31,Called.,2024-01-01
n3,nobody,2024-01-01,Called.,2024-01-01
""",
    # one letter twice, named for two clients
    "data/main/documents/a.txt": "Ana moved in on Friday.\nShe likes it.\n",
    "data/main/documents/b.txt": "Ana moved in on Friday.\nShe likes it.\n",
    "data/main/documents/documents.csv": """
file,client_id,system,date,program
a.txt,A,hmis,2024-03-01,none
a.txt,A,hmis,2024-03-01,none
A.TXT,A,hmis,9999-12-31,all
a.txt,a,hmis,0001-01-01,
b.txt,A,hmis,not a day,—
""",
}  # fmt: skip


def write_ugly(folder: Path) -> Path:
    """Write it under `folder`; returns the folder."""
    for name, content in FILES.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content.lstrip("\n"), encoding="utf-8")
    return folder
