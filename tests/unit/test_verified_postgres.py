"""A Postgres on another machine is reached only where its certificate is checked against its name."""

import pytest

from caseline.ground.errors import CaselineError

serve = pytest.importorskip("reports.bi.serve", reason="psycopg is not installed")


@pytest.mark.parametrize(
    "address",
    [
        "postgresql:///postgres?host=/tmp/socket",
        "postgresql://ana@localhost:5432/bi",
        "host=127.0.0.1 dbname=bi",
        "postgresql://ana:secret@db.example.org/bi?sslmode=verify-full&sslrootcert=system",
    ],
)
def test_here_or_verified(address):
    serve.require_verified(address)


@pytest.mark.parametrize(
    "address",
    [
        "postgresql://ana:secret@db.example.org/bi",
        "postgresql://ana:secret@db.example.org/bi?sslmode=require",
        "postgresql://ana:secret@localhost,db.example.org/bi?sslmode=verify-ca",
        "host=db.example.org dbname=bi sslmode=prefer",
    ],
)
def test_elsewhere_unverified_is_refused_without_saying_the_address(address):
    with pytest.raises(CaselineError, match="sslmode=verify-full") as refused:
        serve.require_verified(address)
    assert "secret" not in str(refused.value) and "example" not in str(refused.value)
