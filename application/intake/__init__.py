"""Forms for clients: at an address of their own, or by a link to one client. No page here shows anything on record."""
