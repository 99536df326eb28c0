"""Browsers that are signed in: list, revoke, expire."""
