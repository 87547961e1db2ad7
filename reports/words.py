"""Words as a search compares them: small letters without accents, hyphens and signs."""

import unicodedata

LETTERS, PLAIN = "đøłıæœß", "doliaos"
"""Letters that have no accent to take off, and what people type for them."""
_PLAIN = str.maketrans(LETTERS, PLAIN)


def search_words(text: str) -> list[str]:
    plain = "".join(sign for sign in unicodedata.normalize("NFD", text.lower()) if not unicodedata.combining(sign))
    words = ("".join(sign for sign in word.translate(_PLAIN) if sign.isalnum()) for word in plain.split())
    return [word for word in words if word]


def folded(field: str) -> str:
    """The same of a column in DuckDB, as one word."""
    plain = f"translate(strip_accents(lower({field})), '{LETTERS}', '{PLAIN}')"
    return rf"regexp_replace({plain}, '[^\p{{L}}\p{{N}}]', '', 'g')"
