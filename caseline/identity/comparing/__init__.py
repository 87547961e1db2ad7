"""Which pairs are compared, what two records have in common, and what that weighs. Nothing is joined here."""
