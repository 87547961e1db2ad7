"""Dagster definitions. No business logic lives here."""
