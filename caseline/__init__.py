"""Caseline: case intelligence for human services. The kernel; it never imports Dagster."""
