"""Brakes on guessing: passwords, codes, links. Counted in the database."""
