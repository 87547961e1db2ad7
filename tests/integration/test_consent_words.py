"""What a mark, a word and a header say of consent, as the models read them."""

import duckdb

from tests.integration.model_sql import rendered

HEADERS = {
    "Declined": (True, False), "Does not agree to share": (True, False), "Consent to share": (False, False),
    "Consent on file (x = yes, blank = declined)": (False, True), "Consent declined": (False, True),
    "Declined or accepted": (False, True),
}  # fmt: skip
ANSWERS = {
    "✔\ufe0f": (True, True, False), "☐": (False, False, False), "n/a": (None, False, False), "0": (False, False, False),
    "No": (False, False, True), "yes": (True, False, True), "Declined": (None, False, True), "X": (True, True, False),
}  # fmt: skip


def read(texts, *macros):
    told = ", ".join(f"{{{{ {macro}('text') }}}}" for macro in macros)
    rows = ", ".join(f"('{text}')" for text in texts)
    return {
        row[0]: row[1:]
        for row in duckdb.sql(rendered(f"select text, {told} from (values {rows}) as t(text)")).fetchall()
    }


def test_headers_of_refusals_and_headers_that_speak_of_both():
    assert read(HEADERS, "is_headed_refusal", "is_headed_both") == HEADERS


def test_marks_are_no_words():
    assert read(ANSWERS, "safe_boolean", "is_tick", "is_consent_in_words") == ANSWERS
