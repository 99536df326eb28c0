"""Ports of the desk."""

from collections.abc import Callable

from guichet.gateway.types import Capability

Ability = Callable[[str], frozenset[Capability]]
"""What the channel of that kind can carry; nothing when it is gone."""
