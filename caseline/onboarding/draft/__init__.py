"""`caseline draft`: an organisation's folder, drafted from exports that nobody has described yet.

Guesses rest on headers and on what the values look like. What does not belong here: how files are read (ingestion),
and what a table may say (caseline.organization).
"""
