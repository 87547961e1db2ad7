"""The fixed part of the sample: affiliates, their projects, services, workers and forms' words."""

from dataclasses import dataclass
from datetime import date

FIRST_DAY, LAST_DAY = date(2024, 1, 1), date(2026, 6, 30)


@dataclass(frozen=True)
class Project:
    """One program as one affiliate runs it. `kind` is HUD's project type (FY2024 list); None is not in HMIS."""

    key: str
    affiliate: str
    program: str
    name: str
    crm_name: str
    kind: int | None
    hmis_id: str
    hmis_share: float
    crm_share: float
    days: tuple[int, int]
    gap: tuple[int, int]


PROJECTS = {
    project.key: project
    for project in (
        Project("east_shelter", "eastside", "housing", "Harbor Street Emergency Shelter", "Emergency Shelter", 0, "101", 1.0, 0.8, (20, 150), (7, 22)),
        Project("east_rrh", "eastside", "housing", "Eastside Rapid Rehousing", "Rapid Rehousing (RRH)", 13, "102", 1.0, 0.9, (150, 480), (16, 40)),
        Project("east_family", "eastside", "family_support", "Eastside Family Center", "Family Support Services", None, "", 0.0, 1.0, (90, 330), (18, 42)),
        Project("river_tlp", "rivertown", "youth", "Rivertown Youth Transitional Living", "", 2, "Y-01", 0.9, 0.0, (120, 420), (15, 36)),
        Project("river_youth", "rivertown", "youth", "Rivertown Street and School Outreach", "", 4, "Y-02", 0.6, 0.0, (60, 300), (16, 40)),
        Project("river_family", "rivertown", "family_support", "Rivertown Families Together", "", 12, "F-01", 0.5, 0.0, (90, 330), (18, 42)),
        Project("north_work", "northgate", "workforce", "Northgate Employment Services", "Workforce Ready Training", 6, "NG-SSO", 0.3, 1.0, (50, 210), (14, 34)),
        Project("north_rrh", "northgate", "housing", "Northgate Rapid Rehousing", "RRH North", 13, "NG-RRH", 1.0, 0.9, (150, 420), (16, 40)),
    )
}  # fmt: skip

AFFILIATES = {
    "eastside": "Eastside Housing Alliance",
    "rivertown": "Rivertown Youth and Family",
    "northgate": "Northgate Works",
}
SITES = {
    "eastside": ("Harbor Street", "Alder House"),
    "rivertown": ("Main Street Center", "Lincoln High"),
    "northgate": ("Training Center", "Career Hub"),
}
PROGRAM_WORDS = {
    "east_shelter": "Shelter", "east_rrh": "RRH", "east_family": "Family Support",
    "river_tlp": "Transitional Living", "river_youth": "Youth Outreach", "river_family": "Families Together",
    "north_work": "Workforce Ready", "north_rrh": "Housing North",
}  # fmt: skip


@dataclass(frozen=True)
class Worker:
    """A case manager and how they write: full, short, loose or long; `speaks` is a second language."""

    name: str
    style: str
    user_id: str
    speaks: str = ""


WORKERS = {
    "eastside": (
        Worker("Dana Whitfield", "full", "E11"),
        Worker("Luis Ortega", "short", "E12", "es"),
        Worker("Priya Raman", "long", "E13"),
        Worker("Marcus Boyd", "loose", "E14"),
        Worker("Helen Tran", "full", "E15", "vi"),
    ),
    "rivertown": (
        Worker("Joy Okafor", "long", "R21", "fr"),
        Worker("Sam Reyes", "loose", "R22", "es"),
        Worker("Tess Lindgren", "short", "R23"),
        Worker("Amir Haddad", "full", "R24", "fr"),
    ),
    "northgate": (
        Worker("Carol Jensen", "short", "N31"),
        Worker("Beto Salinas", "full", "N32", "es"),
        Worker("Nia Coleman", "long", "N33", "pt"),
        Worker("Greg Pauley", "loose", "N34"),
    ),
}

SERVICES: dict[str, tuple[tuple[str, str, int], ...]] = {
    "housing": (
        ("Case management", "Hours", 1), ("Housing search", "Hours", 2), ("Rental assistance", "Dollars", 600),
        ("Move-in kit", "Each", 1), ("Landlord mediation", "Sessions", 1),
    ),
    "youth": (
        ("Mentoring", "Hours", 2), ("Tutoring", "Hours", 1), ("School advocacy", "Sessions", 1), ("Hot meal", "Meals", 1),
    ),
    "workforce": (
        ("Job coaching", "Hours", 1), ("Training session", "Hours", 4), ("Mock interview", "Sessions", 1), ("Bus passes", "Passes", 4),
    ),
    "family_support": (
        ("Parenting class", "Sessions", 1), ("Home visit", "Hours", 1), ("Family counseling", "Sessions", 1), ("Food box", "Boxes", 1),
    ),
}  # fmt: skip

ITEMS = {
    "housing": ("housing_stability", "income_stability", "wellbeing"),
    "youth": ("school_engagement", "wellbeing", "housing_stability"),
    "workforce": ("job_readiness", "income_stability"),
    "family_support": ("parenting_confidence", "wellbeing", "housing_stability"),
}
GOAL_KINDS = {
    "housing": ("housing", "income", "recovery", "health"),
    "youth": ("school", "job", "housing"),
    "workforce": ("job", "income", "school"),
    "family_support": ("parenting", "income", "school"),
}
GOAL_WORDS = {
    "housing": (
        "Sign a lease",
        "Find a place of our own",
        "Save for deposit and first month",
        "Clear the old landlord debt",
    ),
    "job": (
        "Find full-time work",
        "Get the forklift ticket",
        "Keep a job for 90 days",
        "Finish a resume and apply weekly",
    ),
    "income": ("Apply for disability benefits", "Save one month of rent", "Pay down old bills"),
    "school": (
        "Make up six credits",
        "No more than one absence a week",
        "Finish the GED",
        "Apply to community college",
    ),
    "parenting": ("Complete the Nurturing class", "Bedtime without yelling", "Supervised visits every week"),
    "recovery": ("Ninety meetings in ninety days", "Thirty days without a drink"),
    "health": ("Find a primary care doctor", "Get the tooth fixed"),
}
NEEDS = {
    "housing": "housing housing food income employment mental_health health_care transportation documents substance_use legal social_support childcare",
    "youth": "education education mental_health social_support employment food safety transportation substance_use housing",
    "workforce": "employment employment income transportation childcare documents education legal health_care",
    "family_support": "childcare mental_health income food education social_support health_care legal transportation",
}
NEEDS_BY_PROGRAM = {program: words.split() for program, words in NEEDS.items()}
RISKS = {
    "housing": "unsheltered_tonight unsheltered_tonight eviction_risk eviction_risk domestic_violence suicidal_ideation overdose_risk medical_urgent exploitation",
    "youth": "suicidal_ideation self_harm self_harm exploitation overdose_risk domestic_violence",
    "workforce": "eviction_risk eviction_risk medical_urgent suicidal_ideation domestic_violence exploitation",
    "family_support": "domestic_violence child_safety child_safety eviction_risk suicidal_ideation",
}
RISKS_BY_PROGRAM = {program: words.split() for program, words in RISKS.items()}
