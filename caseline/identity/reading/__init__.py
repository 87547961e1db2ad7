"""Records of people as they come, made comparable. Nothing is compared here."""
