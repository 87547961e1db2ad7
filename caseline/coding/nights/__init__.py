"""Reading night after night: each note once per wording, the ledger of it, and measuring a wording before it counts."""
