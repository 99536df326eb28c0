"""Advice on what is written to many: ten rules, as data, judged while one types."""
