"""Schema `framework`: what an organisation's files say, as tables that dbt models join like any data."""
