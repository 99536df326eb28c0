"""Agents called by a note: it stands in their inbox until they saw it."""
