"""The embedded coder: rules and examples, not a language model."""
