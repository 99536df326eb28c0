"""Codes of offers: one for each person, good once."""
