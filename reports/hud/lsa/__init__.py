"""HUD's Longitudinal System Analysis (LSA) and Housing Inventory Count (HIC): twelve files, the upload, the trace."""
