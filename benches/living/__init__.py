"""The two halves of ``benches/live.py``."""
