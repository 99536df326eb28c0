"""Secrets handed to somebody once and recognised later: only their digest is kept."""

import hashlib
import secrets


def new_token() -> str:
    """A secret of 256 random bits, fit for a link, a cookie or a header."""
    return secrets.token_urlsafe(32)


def token_digest(token: str) -> bytes:
    """What is stored of a token: SHA-256, 32 bytes. No salt and no slow hash: a token of 256
    random bits cannot be guessed, and equal digests are what it is looked up by.
    """
    return hashlib.sha256(token.encode()).digest()
