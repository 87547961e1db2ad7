"""Identity: how records became people, what joined them, and what a person should decide."""

from itertools import groupby
from typing import Any

from caseline.identity.comparing.evidence import explained, not_known
from reports.published import Published, Row
from reports.site.site import Page, Site

SHOWN = 100
_SIDE_BY_SIDE = (
    ("first name", ("first_name",)), ("middle name", ("middle_name",)), ("last name", ("last_name", "suffix")),
    ("date of birth", ("dob",)), ("SSN", ("ssn_last_four",)), ("sex", ("sex",)), ("phone", ("phone",)),
    ("email", ("email",)), ("address", ("address",)), ("ZIP and city", ("zip", "city")),
)  # fmt: skip


def page(site: Site) -> Page:
    published = site.published
    return site.page(
        "identity.html",
        "identity.html",
        records=published.value("select count(*) from record.client_link where part_of is null"),
        by_source=published.rows(
            """select source, affiliate_id, count(*) as records, count(distinct client_id) as clients
            from record.client_link where part_of is null group by source, affiliate_id order by source, affiliate_id"""
        ),
        sizes=published.rows(
            """select least(record_count, 6) as size, count(*) as clients from record.client
            group by least(record_count, 6) order by size"""
        ),
        methods=published.rows(
            "select linked_by, count(*) as records from record.client_link where part_of is null "
            "group by linked_by order by linked_by"
        ),
        kept_inside=published.rows(
            """select affiliate_id, count(*) as records, count(distinct client_id) as clients from record.client_link
            where shared_with <> 'network' and part_of is null group by affiliate_id order by affiliate_id"""
        ),
        events=published.rows(
            """select * from record.identity_event where event in ('merged', 'split')
            order by run desc, position limit ?""",
            SHOWN,
        ),
        may_be_one=_asked(published, "one"),
        may_be_two=_asked(published, "two"),
    )


def _asked(published: Published, may_be: str) -> dict[str, Any]:
    """The questions of a kind, likeliest group first, and how many there are."""
    pairs = published.rows(
        """select *, max(match_probability) over (partition by review_group) as likeliest, count(*) over () as waiting
        from intelligence.identity_review where may_be = ?
        order by ruling is not null, likeliest desc, review_group, question limit ?""",
        may_be, SHOWN,
    )  # fmt: skip
    groups = groupby(pairs, key=lambda row: (row["ruling"], row["review_group"]))
    return {"waiting": pairs[0]["waiting"] if pairs else 0, "groups": [_group(list(rows)) for _, rows in groups]}


def _group(pairs: list[Row]) -> dict[str, Any]:
    clients = sorted({pair[f"client_id_{side}"] for pair in pairs for side in "lr"})
    return {"clients": clients, "questions": [_question(pair) for pair in pairs]}


def _question(pair: Row) -> dict[str, Any]:
    """A pair with what each field says; fields that neither record has are left out."""
    every = explained(pair["field_weights_json"])
    said = {one.field: one for one in every}
    fields = []
    for title, columns in _SIDE_BY_SIDE:
        one, other = ([pair[f"{column}_{side}"] for column in columns if pair[f"{column}_{side}"]] for side in "lr")
        if one or other:
            fields.append({"title": title, "one": one, "other": other, "said": said.get(title)})
    return pair | {
        "fields": fields,
        "not_known": not_known(pair["field_weights_json"]),
        "speaks_for": [one.found for one in every if one.side == "for"],
        "speaks_against": [one.found for one in reversed(every) if one.side == "against"],
        # what was published before this was kept has no such column
        "waits_because": pair.get("waits_because"),
    }
