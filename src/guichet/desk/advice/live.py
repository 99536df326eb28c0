"""Reading within a snapshot, for live screens; changes nothing."""

from guichet.desk.advice.repository import read_of

__all__ = ["read_of"]
