"""Communes and postcodes of France, and where they are."""
