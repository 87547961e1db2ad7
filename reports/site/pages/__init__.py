"""One module a family of pages: what it reads, and the template it fills."""
