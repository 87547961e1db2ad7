"""Notes that try to instruct the reader: found so that a person hears of it, never obeyed."""

import re

_TRIES = re.compile(
    r"""
    \b(?:ignore|disregard|forget|override|bypass)\b[^.\n]{0,40}\b(?:instructions?|prompts?|rules|guidelines|codebook|rubric)\b
    | \b(?:system|developer|assistant|hidden)\s+(?:prompt|message|instructions?)\b
    | \b(?:ignora|olvida)\b[^.\n]{0,40}\binstrucci[oó]n(?:es)?\b
    | ^[ \t]*(?:system|assistant|developer|human|user|new[ ](?:instructions?|task|rules))[ \t]*:
    | ^[ \t]*\#{2,}[ \t]*(?:new[ ]|system[ ])?(?:instructions?|prompt|task)\b
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
    | ``` | "(?:codes?|skill|status|value|quote|confidence|instruction_in_note)"\s*:
    | \b(?:assign|apply|include)\s+(?:the\s+|a\s+)?(?:codes?|level|label)\b
    | \b(?:must|should|shall)\s+(?:always\s+|not\s+|never\s+)?be\s+(?:coded|classified|labell?ed)\b
    | \b(?:use|copy|cite)\s+(?:this|the\s+following|these\s+words|the\s+words)\s+as\s+(?:the\s+|a\s+)?quotes?\b
    | \b(?:print|reveal|show|repeat|list|send)\s+(?:me\s+)?(?:your|the)\s+(?:\w+\s+)?(?:prompt|codebook|api\s+key)\b
    | \bset\s+(?:the\s+)?(?:level|score|code|rating)\s+to\b
    """,
    re.IGNORECASE | re.VERBOSE | re.MULTILINE,
)


def instruction_spans(text: str) -> list[tuple[int, int]]:
    """Where a text speaks to its reader instead of about a client, as offsets."""
    return [match.span() for match in _TRIES.finditer(text)]
