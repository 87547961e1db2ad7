"""Who is who: one client ID per person, over every source.

`resolve` works on the warehouse, `files.match_file` on a CSV file. How it decides: `docs/identity.md`.
"""

from caseline.identity.nights.resolution import Resolution, resolve

__all__ = ["Resolution", "resolve"]
