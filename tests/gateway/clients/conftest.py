"""Tenants and their browsers for tests of SMPP accounts."""

from tests.accounts.conftest import app, browser, passwords, works, world
from tests.gateway.clients.place import place

__all__ = ["app", "browser", "passwords", "place", "works", "world"]
