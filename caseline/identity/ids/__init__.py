"""Client IDs: their history, and giving them to clusters so that they last."""
