"""Rings in this process once bodies are committed, so that they leave at once; tellers of other
processes look by themselves every quarter of a second.
"""

from guichet.gateway.outbound.bell import Bell

BELL = Bell()
"""Of this process."""
