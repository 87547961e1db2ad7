"""What a night found, told when it ends."""
