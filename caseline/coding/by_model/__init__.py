"""Coders that ask a language model behind an endpoint, one note at a time or in batches."""
