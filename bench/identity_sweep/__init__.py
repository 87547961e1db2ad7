"""People in trouble for record linkage, put into a realistic set made anew at every run."""
