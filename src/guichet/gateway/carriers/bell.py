"""Rings in this process once texts from telephones are kept, so that they are read at once; readers
in other processes look by themselves every fifth of a second.
"""

from guichet.gateway.outbound.bell import Bell

HEARD = Bell()
"""Of this process."""
