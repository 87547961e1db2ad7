"""Caseline: case intelligence for human services. Its rooms are layers (pyproject.toml); none imports Dagster."""
