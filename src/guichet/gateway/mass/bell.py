"""Rings in this process once messages are committed, so that they leave at once; feeders of other
processes look by themselves every fifth of a second.
"""

from collections.abc import Mapping
from typing import Final

from guichet.gateway.mass.types import ReportKind
from guichet.gateway.outbound.bell import Bell

BELL = Bell()
"""Of this process."""
REPORTED: Final[Mapping[ReportKind, Bell]] = {
    "hook": Bell(),
    "account": Bell(),
    "line": Bell(),
    "campaign": Bell(),
}
"""Rings in this process once reports of a kind are committed, here or in another process."""
