"""Tenants and their browsers for tests of results."""

from tests.accounts.conftest import app, browser, passwords, works, world

__all__ = ["app", "browser", "passwords", "works", "world"]
