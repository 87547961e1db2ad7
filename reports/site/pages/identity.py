"""Identity: how records became people, what joined them, and the pairs a person should decide."""

from reports.site.site import Site

SHOWN = 100


def write(site: Site) -> None:
    published = site.published
    site.page(
        "identity.html",
        "identity.html",
        records=published.value("select count(*) from record.client_link"),
        by_source=published.rows(
            """select source, affiliate_id, count(*) as records, count(distinct client_id) as clients
            from record.client_link group by source, affiliate_id order by source, affiliate_id"""
        ),
        sizes=published.rows(
            """select least(record_count, 6) as size, count(*) as clients from record.client
            group by least(record_count, 6) order by size"""
        ),
        methods=published.rows(
            "select linked_by, count(*) as records from record.client_link group by linked_by order by linked_by"
        ),
        events=published.rows(
            "select * from record.identity_event where event <> 'created' order by event_id limit ?", SHOWN
        ),
        waiting=published.value("select count(*) from intelligence.review_item where kind = 'possible_same_client'"),
        pairs=published.rows(
            """select pair.*, l.client_id as client_id_l, r.client_id as client_id_r,
                one.first_name as first_l, one.last_name as last_l, one.dob as dob_l,
                other.first_name as first_r, other.last_name as last_r, other.dob as dob_r
            from intelligence.review_item as item
            join record.identity_pair as pair on item.review_item_id = 'pair:' || record_key_l || '|' || record_key_r
            left join record.client_link as l on pair.record_key_l = l.record_key
            left join record.client_link as r on pair.record_key_r = r.record_key
            left join record.source_person as one on pair.record_key_l = one.record_key
            left join record.source_person as other on pair.record_key_r = other.record_key
            order by match_probability desc, record_key_l, record_key_r limit ?""",
            SHOWN,
        ),
    )
