"""Routing rules rehearsed: what they would have made of the last month's requests."""
