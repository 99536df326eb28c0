"""Wiring only: one file per role, where ports are handed in."""
