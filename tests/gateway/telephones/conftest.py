"""Operators, tenants and their browsers, and a platform that reads texts."""

import pytest

from guichet.kit.ground import Ground
from tests.accounts.conftest import app, browser, passwords, works, world
from tests.gateway.telephones.scene import Platform, platform

__all__ = ["app", "browser", "passwords", "works", "world"]


@pytest.fixture
def post(ground: Ground) -> Platform:
    """Numbers, telephones, and who reads what they write."""
    return platform(ground)
