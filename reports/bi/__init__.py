"""Serving BI tools: the star schema in a Postgres, and its description."""

from reports.bi.serve import Served, serve_postgres

__all__ = ["Served", "serve_postgres"]
