"""Tenants, operators and their browsers for tests of prices."""

from tests.accounts.conftest import app, browser, passwords, works, world

__all__ = ["app", "browser", "passwords", "works", "world"]
