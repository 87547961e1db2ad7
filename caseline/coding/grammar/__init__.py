"""Sentences, and what governs their words: denial, another person, the past, a condition, doubt. No skill, no code."""
