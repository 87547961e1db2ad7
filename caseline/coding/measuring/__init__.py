"""How far codes agree with people, and whether a new wording may count."""
