"""Rings in this process once messages are committed, so that they leave at once; feeders of other
processes look by themselves every fifth of a second.
"""

from guichet.gateway.outbound.bell import Bell

BELL = Bell()
"""Of this process."""
