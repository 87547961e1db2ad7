"""Notes that try to instruct the reader: found so that a person hears of it, never obeyed."""

import re

_TRIES = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instructions?|prompts?|rules|guidelines|codebook|rubric)\b
    | \b(?:system|developer|assistant|hidden)\s+(?:prompt|message|instructions?)\b
    | ^\s*(?:system|assistant|developer|\#\#\#\s*instructions?)\s*:
    | \byou\s+are\s+(?:now\s+)?(?:an?\s+)?(?:ai|assistant|language\s+model|chatbot|llm|coder)\b
    | \b(?:ai|llm|gpt|language\s+model|assistant|bot|coder|model)\s*(?:reading|processing|coding|reviewing)\b
    | \b(?:note|attention|message|instructions?)\s+(?:to|for)\s+(?:the\s+)?(?:ai|llm|model|coder|bot|system|reviewer)\b
    | \b(?:code|mark|tag|label|rate|score|classify|flag)\s+(?:this|the|every|each|all)\s+(?:other\s+)?
      (?:notes?|clients?|records?|cases?|text)?\s*\b(?:as|with)\b
    | \b(?:respond|reply|answer|output|return|print)\s+(?:only\s+)?(?:with|in|as)?\s*(?:only\s+)?
      (?:the\s+)?(?:json|yes|"|'|\{)
    | \b(?:do\s+not|don't|never)\s+(?:flag|code|report|mark)\s+(?:this|any|the)\b
    | <\/?\s*(?:system|note|instructions?|im_start|im_end|\|)
    | <\|im_(?:start|end)\|> | \[/?INST\]
    | \bset\s+(?:the\s+)?(?:level|score|code|rating)\s+to\b
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


def instruction_spans(text: str) -> list[tuple[int, int]]:
    """Where a text speaks to its reader instead of about a client, as offsets."""
    return [match.span() for match in _TRIES.finditer(text)]
