"""HUD's reports (APR, CAPER, CE-APR) from HMIS CSV: which to make, making them, writing and tracing them."""
