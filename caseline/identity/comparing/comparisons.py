"""What is compared, level by level: the conditions, the weights to start from, and the words for people.

One list serves every organisation. The numbers are where learning starts (and, with few records, where it
stays): for each level, how often the same person reaches it (`same`), how often two members of one household
do (`household`; None = as seldom as strangers) and how often strangers do (`stranger`).
"""

from dataclasses import dataclass


@dataclass(frozen=True)
class Level:
    """One outcome of comparing a field. `sql` is a condition on columns with `_l` and `_r`, in DuckDB's SQL."""

    sql: str
    words: str
    same: float
    stranger: float
    household: float | None = None
    frequency_of: str | None = None  # the column whose commonness weakens this agreement
    rarest: float = 1e-6  # how often strangers share even a value that nobody else here holds
    differs: bool = False  # a person sees two values, whatever the weights make of them


@dataclass(frozen=True)
class Comparison:
    """One field. `missing` is the condition under which it says nothing; a household may share it or not.

    Where `household_learned` is False the stated household rates hold, whatever the records seem to say.
    """

    name: str
    missing: str
    levels: tuple[Level, ...]
    household_learned: bool = True

    @property
    def household_shares(self) -> bool:
        return self.levels[0].household is not None


def _missing(*columns: str) -> str:
    return " OR ".join(f"{column}_l IS NULL OR {column}_r IS NULL" for column in columns)


_SWAPPED = (
    "(first_l <> first_r AND jaro_winkler_similarity(first_l, last_r) >= 0.88"
    " AND jaro_winkler_similarity(last_l, first_r) >= 0.88)"
)
_ONLY_NAME = (
    "(last_l IS NULL AND jaro_winkler_similarity(first_l, last_r) >= 0.88)"
    " OR (last_r IS NULL AND jaro_winkler_similarity(last_l, first_r) >= 0.88)"
)
# Aung, Kyaw Moe and Aung Kyaw, Moe; Maria, Elena Lopez and Maria Elena, Lopez.
_CUT_ELSEWHERE = "(first_l <> first_r AND first_l || last_l = first_r || last_r)"
_DISTANCE = "CASE WHEN strlen({0}_l) = strlen({0}_r) THEN hamming({0}_l, {0}_r) ELSE 99 END"
_DIGITS_ALIKE = f"{_DISTANCE} <= {{1}}"
_DAY_MONTH_SWAPPED = (
    "substr(dob_l, 1, 4) = substr(dob_r, 1, 4) AND substr(dob_l, 6, 2) = substr(dob_r, 9, 2)"
    " AND substr(dob_l, 9, 2) = substr(dob_r, 6, 2)"
)
_DIGIT_LOST = "abs(strlen({0}_l) - strlen({0}_r)) = 1 AND levenshtein({0}_l, {0}_r) = 1"
_TWO_DIGITS_SWAPPED = f"{_DISTANCE} = 2 AND jaccard({{0}}_l, {{0}}_r) = 1"
_NEW_YEAR = "substr({0}, 6) = '01-01'"  # what is written where only the year is known
_SAME_YEAR = "substr(dob_l, 1, 4) = substr(dob_r, 1, 4)"
_SAME_DAY = "substr(dob_l, 6, 5) = substr(dob_r, 6, 5)"
_YEARS_APART = "abs(CAST(substr(dob_l, 1, 4) AS INT) - CAST(substr(dob_r, 1, 4) AS INT))"
_GENERATION = f"{_YEARS_APART} BETWEEN 14 AND 50"
_ONE_SLIP = f"({_DIGITS_ALIKE.format('dob', 1)}) OR ({_TWO_DIGITS_SWAPPED.format('dob')})"
# Of two flats in a house only the numbers differ.
_ADDRESS_ALIKE = (
    "jaro_winkler_similarity(address_l, address_r) >= 0.92"
    " AND (starts_with(address_digits_l, address_digits_r) OR starts_with(address_digits_r, address_digits_l))"
)
_FIRST_ALIKE = "jaro_winkler_similarity(first_l, first_r) >= 0.88"
# Two names in use (Eric and Erin), not one and a slip of the pen (Eric and Erci): a slip is made again once in so many.
_RECORDS_A_SLIP = 100
_NAMES_BOTH = (
    "first_is_name_l AND first_is_name_r AND (greatest(first_held_l, first_held_r)"
    f" <= {_RECORDS_A_SLIP} * least(first_held_l, first_held_r)"
    " OR (first_known_l AND first_held_l <= first_held_r) OR (first_known_r AND first_held_r <= first_held_l))"
)
# Two addresses made from one name say nothing: of an email counts what it adds to the name.
_MADE_FROM_NAME = (
    "email_l <> email_r AND jaro_winkler_similarity(email_l, email_r) >= 0.85"
    " AND (coalesce(email_digits_l, '') <> coalesce(email_digits_r, '') OR (email_own_l IS NULL AND email_own_r IS NULL"
    " AND jaro_winkler_similarity(email_domain_l, email_domain_r) < 0.88))"
)

COMPARISONS = (
    Comparison(
        "first_name",
        _missing("first"),
        (
            Level("first_l = first_r", "same first name", 0.80, 0.005, frequency_of="first", rarest=2e-05),
            Level(_SWAPPED, "first and last name swapped", 0.01, 0.00001),
            Level(_CUT_ELSEWHERE, "the same names, cut elsewhere into first and last", 0.005, 0.00001),
            Level(
                "array_length(list_intersect(forms_l, forms_r)) >= 1",
                "first names are forms of one name",
                0.05,
                0.004,
            ),
            Level(
                f"{_FIRST_ALIKE} AND ({_NAMES_BOTH})", "first names alike, but each in use", 0.005, 0.004, differs=True
            ),
            Level(_FIRST_ALIKE, "first names spelled almost alike", 0.075, 0.001),
            Level(
                "list_contains(given_r, first_l) OR list_contains(given_l, first_r)",
                "one has a first name of the other among its names",
                0.02,
                0.003,
            ),
            Level(
                "substr(first_l, 1, 1) = substr(first_r, 1, 1) AND (length(first_l) = 1 OR length(first_r) = 1"
                " OR starts_with(first_l, first_r) OR starts_with(first_r, first_l))",
                "one first name is short for the other",
                0.02,
                0.005,
            ),
            Level(
                "jaro_winkler_similarity(first_l, first_r) >= 0.75",
                "first names somewhat alike",
                0.01,
                0.02,
                differs=True,
            ),
            Level(_ONLY_NAME, "the only name of one is the last name of the other", 0.005, 0.002),
            Level(
                "first_is_name_l AND first_is_name_r", "different first names, both in use", 0.02, 0.60, differs=True
            ),
            Level("ELSE", "different first names", 0.03, 0.36, differs=True),
        ),
    ),
    Comparison(
        "last_name",
        f"{_missing('last')} OR {_SWAPPED} OR {_CUT_ELSEWHERE}",
        (
            Level("last_l = last_r", "same last name", 0.82, 0.003, 0.75, frequency_of="last", rarest=1e-05),
            Level(
                "jaro_winkler_similarity(last_l, last_r) >= 0.88", "last names spelled almost alike", 0.08, 0.003, 0.03
            ),
            Level(
                "array_length(list_intersect(last_parts_l, last_parts_r)) >= 1",
                "last names share a part",
                0.02,
                0.001,
                0.02,
            ),
            Level(
                "(length(last_l) = 1 OR length(last_r) = 1) AND substr(last_l, 1, 1) = substr(last_r, 1, 1)",
                "one last name is an initial of the other",
                0.005,
                0.0005,
                0.005,
            ),
            Level("ELSE", "different last names", 0.08, 0.993, 0.20, differs=True),
        ),
    ),
    Comparison(
        "middle_name",
        _missing("middle"),
        (
            Level(
                "middle_l = middle_r AND length(middle_l) > 1",
                "same middle name",
                0.45,
                0.01,
                frequency_of="middle", rarest=0.0001,
            ),
            Level(
                "substr(middle_l, 1, 1) = substr(middle_r, 1, 1) AND"
                " (length(middle_l) = 1 OR length(middle_r) = 1)",
                "same middle initial",
                0.45,
                0.06,
            ),
            Level("ELSE", "different middle names", 0.10, 0.93, differs=True),
        ),
    ),
    Comparison(
        "date_of_birth",
        _missing("dob"),
        (
            Level(
                f"dob_l = dob_r AND {_NEW_YEAR.format('dob_l')}",
                "same year of birth, the day not known of either",
                0.02,
                0.001,
                0.002,
                frequency_of="dob", rarest=3e-05,
            ),
            Level("dob_l = dob_r", "same date of birth", 0.86, 0.0002, 0.01, frequency_of="dob", rarest=3e-05),
            Level(_DAY_MONTH_SWAPPED, "day and month of birth swapped", 0.01, 0.0002, 0.0005),
            Level(f"{_SAME_YEAR} AND ({_ONE_SLIP})", "days of birth differ by one slip", 0.045, 0.002, 0.003),
            Level(
                f"({_ONE_SLIP}) AND NOT ({_SAME_DAY} AND ({_GENERATION} OR {_NEW_YEAR.format('dob_l')}))",
                "years of birth differ by one slip", 0.015, 0.001, 0.002,
            ),
            Level(
                f"{_SAME_YEAR} AND ({_NEW_YEAR.format('dob_l')} OR {_NEW_YEAR.format('dob_r')})",
                "same year of birth, one day not known",
                0.01,
                0.0005,
                0.0005,
            ),
            Level(_SAME_YEAR, "same year of birth, another day", 0.01, 0.013, 0.013, differs=True),
            Level(
                f"{_SAME_DAY} AND NOT ({_GENERATION})",
                "same day and month of birth, another year",
                0.005,
                0.002,
                0.002,
                differs=True,
            ),
            Level(_GENERATION, "dates of birth a generation apart", 0.005, 0.45, 0.45, differs=True),
            Level("ELSE", "different dates of birth", 0.025, 0.53, 0.517, differs=True),
        ),
        # Twins aside, a family whose members were born on one day is one person under several names.
        household_learned=False,
    ),
    Comparison(
        "ssn",
        "(ssn_l IS NULL OR ssn_r IS NULL) AND (ssn4_l IS NULL OR ssn4_r IS NULL)",
        (
            Level("ssn_l = ssn_r", "same SSN", 0.80, 0.00001, frequency_of="ssn", rarest=1e-08),
            Level(
                "ssn4_l = ssn4_r AND (ssn_l IS NULL OR ssn_r IS NULL)",
                "same last four of the SSN",
                0.14,
                0.0003,
                frequency_of="ssn4", rarest=0.0001,
            ),
            Level(
                "strlen(ssn_l) = strlen(ssn_r) AND substr(ssn_l, 1, strlen(ssn_l) - 1) = substr(ssn_r, 1,"
                " strlen(ssn_r) - 1)",
                "SSNs differ in the last digit only",
                0.005,
                0.00001,
            ),
            Level(
                f"({_DIGITS_ALIKE.format('ssn', 1)}) OR ({_TWO_DIGITS_SWAPPED.format('ssn')})"
                f" OR ({_DIGIT_LOST.format('ssn')})",
                "SSNs differ by one slip",
                0.03,
                0.0001,
            ),
            Level("ELSE", "different SSNs", 0.03, 0.9996, differs=True),
        ),
    ),
    Comparison(
        "sex",
        _missing("sex"),
        (
            Level("sex_l = sex_r", "same sex", 0.98, 0.5),
            Level("ELSE", "different sex", 0.02, 0.5, differs=True),
        ),
    ),
    Comparison(
        "suffix",
        _missing("suffix"),
        (
            Level("suffix_l = suffix_r", "same suffix", 0.97, 0.5),
            Level("ELSE", "different suffixes", 0.03, 0.5, differs=True),
        ),
    ),
    Comparison(
        "phone",
        _missing("phone"),
        (
            Level("phone_l = phone_r AND phone_shared_l", "same phone, but many share it", 0.05, 0.002, 0.05),
            Level("phone_l = phone_r", "same phone", 0.50, 0.0002, 0.30, frequency_of="phone", rarest=1e-06),
            Level(_DIGITS_ALIKE.format("phone", 1), "phones differ by one digit", 0.03, 0.00005, 0.01),
            Level("ELSE", "different phones", 0.42, 0.9997, 0.69, differs=True),
        ),
    ),
    Comparison(
        "email",
        f"{_missing('email')} OR ({_MADE_FROM_NAME})",
        (
            Level("email_l = email_r AND email_shared_l", "same email, but many share it", 0.01, 0.001, 0.01),
            Level("email_l = email_r", "same email", 0.64, 0.0001, 0.10, frequency_of="email", rarest=1e-07),
            Level(
                "email_user_l = email_user_r OR jaro_winkler_similarity(email_l, email_r) >= 0.92",
                "emails almost alike",
                0.08,
                0.0005,
                0.02,
            ),
            Level(
                "jaro_winkler_similarity(email_l, email_r) >= 0.85", "emails somewhat alike", 0.02, 0.002, 0.01
            ),
            Level(
                "email_digits_l = email_digits_r AND strlen(email_digits_l) >= 2", "emails share their number",
                0.02, 0.002, 0.01,
            ),
            Level("ELSE", "different emails", 0.25, 0.9974, 0.87, differs=True),
        ),
    ),
    Comparison(
        "address",
        _missing("address"),
        (
            Level("address_l = address_r AND address_shared_l", "same address, but many share it", 0.05, 0.01, 0.05),
            Level("address_l = address_r", "same address", 0.40, 0.002, 0.75, frequency_of="address", rarest=1e-06),
            Level(_ADDRESS_ALIKE, "addresses almost alike", 0.10, 0.001, 0.10),
            Level("ELSE", "different addresses", 0.45, 0.997, 0.15, differs=True),
        ),
    ),
    Comparison(
        "place",
        f"(({_missing('zip')}) AND ({_missing('city')})) OR address_l = address_r"
        f" OR ({_ADDRESS_ALIKE})",
        (
            Level("zip_l = zip_r", "same ZIP", 0.50, 0.03, 0.60, frequency_of="zip", rarest=0.0001),
            Level("city_l = city_r", "same city", 0.10, 0.05, 0.10, frequency_of="city", rarest=0.0001),
            Level(
                "jaro_winkler_similarity(city_l, city_r) >= 0.88", "cities spelled almost alike", 0.05, 0.005, 0.03
            ),
            Level("ELSE", "different ZIP or city", 0.35, 0.92, 0.27, differs=True),
        ),
    ),
    Comparison(
        "other_id",
        _missing("other_id"),
        (
            Level("other_id_l = other_id_r", "same other ID", 0.75, 0.001, frequency_of="other_id", rarest=1e-06),
            Level("ELSE", "different other IDs", 0.25, 0.999, differs=True),
        ),
    ),
)  # fmt: skip
