"""What clients send by the organisation's own forms: kept as it came, then taken in like any export."""
