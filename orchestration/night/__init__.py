"""The plan of the night: which steps there are, what each reads and writes, and which of them have something to do.

Nothing here loads Dagster, dbt or anything else that takes time: whether there is work is decided before.
"""
