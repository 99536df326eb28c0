"""Texts with places in them, as each person gets them."""
