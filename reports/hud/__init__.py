"""HUD's reports (APR, CAPER, CE-APR): made from HMIS CSV alone, written as HUD's upload expects, traced."""
