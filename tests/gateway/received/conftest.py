"""Companies, their browsers, and a platform that reads texts."""

from tests.accounts.conftest import app, browser, passwords, works, world
from tests.gateway.telephones.conftest import post

__all__ = ["app", "browser", "passwords", "post", "works", "world"]
