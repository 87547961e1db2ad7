"""How the words of an answer are compared: the same rule as macro `answer_words` of the models."""

import re


def as_compared(words: str) -> str:
    """Lower case, straight apostrophes, single spaces, no full stop at the end."""
    return re.sub(r"\s+", " ", words.replace("’", "'").lower()).strip(" .")
