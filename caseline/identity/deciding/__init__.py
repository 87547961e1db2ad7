"""From weighed pairs to people: what may be joined, what must be, and what waits for a person."""
