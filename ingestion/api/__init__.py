"""Systems asked over their API: what they give is written as an export of theirs, which the sources read as any other.

One YAML file of `systems/` declares a system; everything else here is the same for all of them.
"""
