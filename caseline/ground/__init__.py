"""What everything stands on: where things are, what goes wrong, files, the warehouse. It knows no client, no program
and no report.
"""
