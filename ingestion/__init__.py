"""Intake: one folder a source. Each reads exports as they are and lands them in the warehouse."""
