"""Whether clients are called what they are: by the models' own rule, and by the most common whole name beside it.

    python -m bench.names

The last run of the sample, against the people that its generator knows, where records spell a client's name in several
ways. FEBRL 3: the original's name from a person's damaged records that differ, two at least. `np_dev20k`: of people of
four records and more, in several spellings, each record held out and compared with what the others support.
"""

import csv
import tempfile
from collections import Counter, defaultdict
from collections.abc import Mapping, Sequence
from pathlib import Path
from random import Random

import pyarrow as pa

from bench.identity import SETS, read_labels
from caseline.access.modelled import modelled_tables
from caseline.ground.settings import DEFAULT_ORGANIZATION, workspace
from caseline.ground.warehouse import connect, replace_table
from caseline.models import DbtModels
from caseline.sample.people import make_household
from reports.words import search_words

Name = tuple[str, str]
Clients = Mapping[str, Sequence[Name]]
"""The names that records of a client have."""
SAMPLE_CLIENTS, SAMPLE_SEED = 260, 7
FEWEST_HELD_OUT = 4
TYPES = {
    "text": pa.string(), "date": pa.date32(), "integer": pa.int32(), "bigint": pa.int64(), "boolean": pa.bool_(),
    "double precision": pa.float64(), "timestamp": pa.timestamp("us"),
}  # fmt: skip
SPELLINGS = """
select link.client_id, any_value(truth.person) as person, any_value(client.first_name) as first_name,
    any_value(client.last_name) as last_name, count(distinct truth.person) as people
from record.client_link as link
inner join record.client as client using (client_id)
inner join record.source_person as person using (record_key)
inner join truth using (record_key)
where person.first_name is not null and person.last_name is not null
group by link.client_id
having count(distinct person.first_name || ' ' || person.last_name) > 1
"""


def main() -> None:
    right, clients = of_the_sample()
    print(f"sample: {right} of {clients} clients with several spellings have the true name, letter for letter")
    for title, clients_of, truth in (("febrl3", *febrl3()), ("np_dev20k", *held_out())):
        own, whole = chosen(clients_of), {client: _most_common(names) for client, names in clients_of.items()}
        for how, alike in (("letter for letter", lambda name: name), ("without accents, signs and order", _folded)):
            found = [sum(alike(said[client]) == alike(name) for client, name in truth.items()) for said in (own, whole)]
            print(f"{title}: {found[0]} of {len(truth)} right {how}, {found[1]} by whole names")


def of_the_sample() -> tuple[int, int]:
    place = workspace(DEFAULT_ORGANIZATION)
    with (place.organization / "truth" / "people.csv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    people = _people_of_the_sample()
    truth = pa.table({"record_key": [row["record_key"] for row in rows], "person": [row["person_id"] for row in rows]})
    with connect(place.published, read_only=True) as connection:
        connection.register("truth", truth)
        found = connection.execute(SPELLINGS).fetchall()
    alone = [(person, (first, last)) for _, person, first, last, count in found if count == 1]
    return sum(people[person] == name for person, name in alone), len(alone)


def _people_of_the_sample() -> dict[str, Name]:
    people: dict[str, Name] = {}
    number = 0
    while len(people) < SAMPLE_CLIENTS:
        left = SAMPLE_CLIENTS - len(people)
        household = make_household(number, len(people) + 1, left, Random(f"{SAMPLE_SEED}:{number}"))
        people |= {person.person_id: (person.first, person.last) for person in household.members}
        number += 1
    return people


def febrl3() -> tuple[Clients, dict[str, Name]]:
    """Damaged records of a person by the person, and the name of the original."""
    names, labels = _named("febrl3")
    originals = {labels[record]: name for record, name in names.items() if record.endswith("-org")}
    damaged: dict[str, list[Name]] = defaultdict(list)
    for record, name in names.items():
        if not record.endswith("-org"):
            damaged[labels[record]].append(name)
    clients = {person: own for person, own in damaged.items() if len(set(own)) > 1 and person in originals}
    return clients, {person: originals[person] for person in clients}


def held_out() -> tuple[Clients, dict[str, Name]]:
    """For each record of a person the others, and its own name."""
    names, labels = _named("np_dev20k")
    people: dict[str, list[str]] = defaultdict(list)
    for record in names:
        people[labels[record]].append(record)
    of_several = [own for own in people.values() if len(own) >= FEWEST_HELD_OUT and len({names[r] for r in own}) > 1]
    clients = {record: [names[other] for other in own if other != record] for own in of_several for record in own}
    return clients, {record: names[record] for record in clients}


def _named(folder: str) -> tuple[dict[str, Name], dict[str, str]]:
    """Of a set the first and last name of each record that has both, and whose each is."""
    place = SETS / folder
    with (place / "records.csv").open(encoding="utf-8", newline="") as file:
        rows = [(row["record_id"], row["first_name"].strip(), row["last_name"].strip()) for row in csv.DictReader(file)]
    return {record: (first, last) for record, first, last in rows if first and last}, read_labels(
        place / "truth.csv", "cluster_id"
    )


def chosen(clients: Clients) -> dict[str, Name]:
    """The name that the model `record.client` shows of each client."""
    keys = [(client, f"{client}/{place}", name) for client, own in clients.items() for place, name in enumerate(own)]
    links = [{"record_key": key, "client_id": client} for client, key, _ in keys]
    persons = [
        {"record_key": key, "first_name": name[0], "last_name": name[1], "source": "hmis", "affiliate_id": "a",
         "is_hashed": False, "is_anonymous": False}
        for _, key, name in keys
    ]  # fmt: skip
    with tempfile.TemporaryDirectory() as folder:
        models = DbtModels(Path(folder) / "caseline.duckdb")
        with connect(models.warehouse) as connection:
            connection.execute("create schema record")
            for table, rows in (("client_link", links), ("source_person", persons)):
                described = next(one for one in modelled_tables() if (one.layer, one.name) == ("record", table))
                kinds = pa.schema([(column.column, TYPES[column.data_type]) for column in described.columns])
                replace_table(connection, f"record.{table}", pa.Table.from_pylist(rows, kinds))
        models.try_out_alone("client")
        with connect(models.warehouse, read_only=True) as connection:
            found = connection.execute("select client_id, first_name, last_name from record.client").fetchall()
    return {client: (first, last) for client, first, last in found}


def _folded(name: Name) -> list[str]:
    return sorted("".join(search_words(part)) for part in name)


def _most_common(names: Sequence[Name]) -> Name:
    counts = Counter(names)
    return max(sorted(counts), key=lambda name: counts[name])


if __name__ == "__main__":
    main()
