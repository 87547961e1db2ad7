"""HUD's codes for what the sample tells, in the FY2022 lists and in those since FY2024."""

DESTINATIONS: dict[str, tuple[int, int, int | None]] = {  # word: (FY2022, since FY2024, subsidy type since FY2024)
    "rental": (10, 410, None),
    "rental_subsidy": (31, 435, 431),
    "family_permanent": (22, 422, None),
    "friends_permanent": (23, 423, None),
    "family_temporary": (12, 312, None),
    "friends_temporary": (13, 313, None),
    "shelter": (1, 101, None),
    "street": (16, 116, None),
    "transitional": (2, 302, None),
    "motel": (14, 314, None),
    "treatment": (5, 205, None),
    "hospital": (6, 206, None),
    "jail": (7, 207, None),
    "no_interview": (30, 30, None),
    "unknown": (8, 8, None),
    "refused": (9, 9, None),
}
DESTINATION_WORDS = {
    "rental": "Rental, no subsidy",
    "rental_subsidy": "Rental with subsidy",
    "family_permanent": "Family, permanent",
    "friends_permanent": "Friends, permanent",
    "family_temporary": "Family, temporary",
    "friends_temporary": "Friends, temporary",
    "shelter": "Emergency shelter",
    "street": "Place not meant for habitation",
    "transitional": "Transitional housing",
    "motel": "Hotel or motel",
    "treatment": "Treatment facility",
    "hospital": "Hospital",
    "jail": "Jail or prison",
    "no_interview": "No exit interview",
    "unknown": "Client doesn't know",
    "refused": "Prefers not to answer",
}
SITUATIONS = {1: "street", 2: "friends_temporary", 3: "transitional", 4: "rental", 5: "rental"}
LIVING_2022 = {"street": 16, "friends_temporary": 36, "transitional": 2, "rental": 10, "shelter": 1}
LIVING_2024 = {"street": 116, "friends_temporary": 336, "transitional": 302, "rental": 410, "shelter": 101}
RACES = ["AmIndAKNative", "Asian", "BlackAfAmerican", "NativeHIPacific", "White"]
DISABILITIES = {5: "health_care", 6: "", 7: "health_care", 8: "", 9: "mental_health", 10: "substance_use"}


def destination(word: str, version: str) -> int:
    """HUD's code of an exit destination in a version's list."""
    old, new, _ = DESTINATIONS[word]
    return old if version == "2022" else new


def living_situation(level: int, version: str) -> int:
    """HUD's code of where somebody lived before entry, from their housing level."""
    word = SITUATIONS[level]
    return LIVING_2022[word] if version == "2022" else LIVING_2024[word]


def gender_columns(sex: str, version: str) -> dict[str, object]:
    """Gender (FY2022, FY2024) or sex (FY2026) as the version's columns say it; empty sex is 'not collected'."""
    if version == "2026":
        return {"Sex": {"F": 0, "M": 1}.get(sex, 99)}
    if version == "2022":
        names, chosen = (
            "Female Male NoSingleGender Transgender Questioning",
            {"F": "Female", "M": "Male", "X": "NoSingleGender"},
        )
    else:
        names = "Woman Man NonBinary CulturallySpecific Transgender Questioning DifferentIdentity"
        chosen = {"F": "Woman", "M": "Man", "X": "NonBinary"}
    columns: dict[str, object] = {name: int(chosen.get(sex) == name) for name in names.split()}
    if not sex:
        columns["GenderNone"] = 99
    return columns


def race_columns(race: str, version: str) -> dict[str, object]:
    """Race and ethnicity as the version's columns say it."""
    columns: dict[str, object] = {name: int(race == name) for name in RACES}
    if version == "2022":
        columns["Ethnicity"] = int(race == "Hispanic")
        columns["White"] = int(race in ("White", "Hispanic", "MidEastNAfrican"))
        return columns
    columns["HispanicLatinaeo" if version == "2024" else "HispanicLatinao"] = int(race == "Hispanic")
    columns["MidEastNAfrican"] = int(race == "MidEastNAfrican")
    return columns
