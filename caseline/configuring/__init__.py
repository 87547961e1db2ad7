"""Changes of an organisation's own words by a sentence or a form: proposed, checked, shown, accepted, taken back."""
