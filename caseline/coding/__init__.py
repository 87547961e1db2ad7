"""Coding: skills in plain English, coders that cite, and the engine that reads each note once."""
