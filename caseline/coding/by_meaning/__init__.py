"""The embedded coder that reads by meaning: a small trained encoder, with rules for what it was not trained for."""
