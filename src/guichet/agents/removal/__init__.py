"""Removing what others may use."""
