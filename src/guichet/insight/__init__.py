"""Figures, rehearsal and replay, recomputed from the event log."""
