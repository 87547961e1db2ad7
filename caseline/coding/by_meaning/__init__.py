"""The embedded coder that reads by meaning: a small trained encoder, with rules and phrases beside it."""
