"""Sources of client data, loaded with dlt. Each runs without Dagster."""
