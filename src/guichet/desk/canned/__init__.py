"""Canned replies: written once, found by words or a short cut, filled in by the request."""
