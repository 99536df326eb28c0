"""Dated legal policies: pure verdicts."""
