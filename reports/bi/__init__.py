"""Serving BI tools: the star schema in a Postgres, as files, and its description."""
