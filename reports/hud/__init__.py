"""HUD's reports (APR, CAPER, CE-APR, SPM): made from HMIS CSV alone, written as HUD's upload expects, traced."""
