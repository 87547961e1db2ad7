"""The HTTP API, version 1: what the pages show, for other programs, through the same gate."""
