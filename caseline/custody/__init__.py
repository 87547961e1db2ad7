"""Keeping what is held about clients, and giving it up: keys renewed, backups, erasure, disclosure, retention."""
