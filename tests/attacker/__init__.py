"""An attacker who has only what Caseline sends out.

It imports nothing of Caseline and reads no warehouse: published files and pages (`published`) become statements about
cells, cells become groups of people (`meaning`), what follows from the meaning of the groups becomes an integer program
(`program`), and each hidden group is asked for its least and greatest size (`verdicts`).

`python -m tests.attacker FOLDER... --asked REPORTS --output FINDINGS`
"""
