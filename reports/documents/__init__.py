"""Each funder report as files to send."""
