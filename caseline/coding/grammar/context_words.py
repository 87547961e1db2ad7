"""The words that govern what follows or precedes them: denial, history, condition, plan, doubt, another person.

Phrases are written as in a note; `;` parts them. Forward words govern what comes after, backward words what
came before. English first, and the Spanish that stands in notes of bilingual staff.
"""

from caseline.coding.grammar.words import bases

FORWARD = {
    "denial": """
        denies; denied; denying; no; not; never; without; no evidence of; no signs of; no sign of; negative for; neg;
        no longer; free of; rules out; ruled out; neither; nor; none of; no history of; no hx of; no known;
        absence of; declines; declined; declining; refuses; refused; no concerns about; no concerns with; no
        concern for; no issues with; no problems with; no need for; does not need; did not report; does not
        report; not reporting; stopped; quit; no current; no recent; no indication of; not at risk of; not at
        risk for; failed to; unable to; cannot; niega; sin; nunca; tampoco; nobody; no one; w/o;
        [ ]; ( ); ☐; non -
    """,
    "history": """
        history of; hx of; h/o; hx; past history of; used to; previously; formerly; in the past; as a child; as
        a kid; as a teen; as a teenager; in childhood; growing up; when he was; when she was; when they were;
        years ago; former; prior history of; prior to coming; before coming to; before moving; back in; past;
        last year; at age; previous; remote; in remission; before she met; before he met; lifetime; once had;
        recovered from; overcame; survived; antes
    """,
    "condition": """
        if; in case; should he; should she; should they; should client; should the; unless; in the event; what to do if;
        whether; asked about; asked if; asked her about; asked him about; screened for; screening for; assessed
        for; assess for; discussed warning signs of; educated on; education on; information about; monitor for;
        watch for; would qualify; eligible for if; to avoid; to prevent; in order to avoid; si llega; si pierde
    """,
    "plan": """
        will; plans to; planning to; plan to; plans on; wants to; want to; would like to; would like; hopes to;
        hoping to; hopes for; hope to; going to; intends to; looking to; interested in; goal is; goal of; goal
        to; goal:; aims to; working toward; working towards; trying to; next step; in order to; once; until; so
        that; might; may be; may have; may need; may lose; may get; could; waiting for; waiting to; waiting on;
        applied for; applying for; referred for; referred to; needs to; to do:; expects to; about to; encouraged
        to; quiere; espera; va a; when he gets; when she gets; when they get; ready to; dream of; supposed to;
        not yet; has yet to; try to; still has to; pending; need to; start looking
    """,
    "doubt": """
        possible; possibly; unclear; unclear if; not sure; unsure; suspects; suspected; suspect; r/o; maybe;
        perhaps; unconfirmed; allegedly; rumored; questionable; wonders if; wonders whether; could not confirm;
        unable to confirm; not clear
    """,
}  # fmt: skip

BACKWARD = {
    "denial": """
        denied; : denies; negative; : none; - none; : no; - no; : n; ruled out; not reported; not endorsed; not
        present; ? no; ? none; ? denies; ? denied; ? never; ? nope; ? negative;
        not a concern; not an issue; not a problem; no longer a concern; no longer an issue; : n/a;
        resolved; is stable; unremarkable; : negative; was declined; fell through; did not happen; did not work
        out; was rejected; has stopped; have stopped; unfounded; is gone; are gone; has resolved; have resolved;
        subsided; has subsided; have subsided; went away; has gone away; have gone away; cleared up; has cleared;
        is under control; no longer present; none; not at this time; did not occur
    """,
    "history": """
        in the past; years ago; year ago; as a child; as a kid; as a teen; as a teenager; in childhood; when he
        was; when she was; when they were; growing up; in remission; back then; at the time; decades ago; in his
        twenties; in her twenties; in his teens; in her teens; in high school; in middle school; before
        entering; by history; last year; long ago; when younger; in his youth; in her youth
    """,
    "condition": "",
    "plan": "is the goal; as a goal; next month; next week; still pending; is pending; not yet",
    "doubt": "unconfirmed; not confirmed; ?; unclear; suspected; not clear; cannot be verified; could not be verified",
}

NEUTRAL = """
    not only; not just; no change; no doubt; not sure; no idea; was denied; were denied; been denied; got
    denied; be denied; denied by; denied for; no later; no matter; no show; no showed; no call; not yet; no
    wonder; cannot wait; not necessarily; turned down
"""

LISTS = frozenset({"denial", "condition", "plan"})
"""Circumstances whose words reach over commas: 'denies SI, HI and drug use'."""

LONG_LISTS = frozenset({"deny", "deni", "negativ", "nieg", "if"})
SHORT_LISTS = frozenset({"no", "without", "never", "sin"})

REACH = {"no": 5, "not": 5, "never": 6, "without": 5, "no longer": 5, "non -": 2, "none": 1, "sin": 4, "stop": 4,
         "quit": 4, "past": 4, "previou": 4, "former": 4, "will": 8, "may": 6, "might": 6, "could": 6, "once": 8,
         "until": 10, "[ ]": 8, "( )": 8, "☐": 8}  # fmt: skip

TERMINATORS = """
    but; however; although; though; except; despite; because; since; due to; yet; ; . ! reports; reported;
    reporting; states; stated; says; endorses; endorsed; admits; admitted; discloses; disclosed; shared
    that; shares; tells; described; told; pero; aunque; porque; he is; she is; they are; he has; she has;
    they have; he was; she was; client is; client has; which; still; then; where; instead; so she; so he;
    , occasional; , occasionally; , social; , rare; , rarely; and occasional; and rare; and social; , lives; and lives;
    and is; and has; and was; and had; aside from; apart from; other than; secondary to; [; ☐; ☑; ☒
"""

SUBORDINATING = frozenset({"that", "if", "whether"})
"""Before 'she has' they carry a governing word on: 'denies that she has'."""

FAMILY = bases("""
    mother mom mum mama father dad papa brother sister sibling aunt uncle cousin nephew niece friend
    neighbor neighbour roommate boyfriend girlfriend husband wife partner spouse fiance fiancé son
    daughter child kid baby infant toddler teen grandmother grandma grandfather grandpa grandson
    granddaughter grandchild stepfather stepmother stepdad stepmom stepson parent grandparent mil ex
    family relative coworker classmate housemate bunkmate cellmate
    peer resident guardian bf gf mob fob mgm madre padre hermano hermana
    hijo hija esposo esposa abuela abuelo primo prima tia tio novio amigo twin in-law everyone
""")
MALE = bases("""
    father dad papa brother uncle nephew boyfriend husband son grandfather grandpa grandson stepfather
    stepdad bf fob
""")
FEMALE = bases("""
    mother mom mum mama sister aunt niece girlfriend wife daughter grandmother grandma granddaughter
    stepmother stepmom gf mob
""")
CLIENT = bases("""
    client ct pt cl patient participant youth resident consumer i she he they tenant member caller clt
    cliente veteran vet
""")
WHOSE = bases("whose who")
SAYING = bases("""
    report say state tell share disclos describ admit explain mention confirm note advis call inform ask
    repeat concern worri
""")
DYING = bases("passed died deceased")
OF_ANOTHER = bases("""
    with from at to by of for near and w about toward against despite & on con de a
""")
BEFORE_A_RELATIVE = bases("""
    his her their my the a old young older younger 's ' ct client pt adult year - su other two three
""")
FAMILY_HEADINGS = ("family history", "family hx", "fhx", "collateral", "mother", "father", "siblings")
HISTORY_HEADINGS = ("history", "hx", "background", "past history", "pmh", "prior")
PLAN_HEADINGS = (
    "plan",
    "next steps",
    "next step",
    "goals",
    "goal",
    "to do",
    "follow up",
    "follow-up",
    "recommendations",
)
