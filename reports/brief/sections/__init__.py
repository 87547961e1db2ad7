"""The sections of a brief: each a function from a case to its sentences."""
