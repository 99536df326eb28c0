"""Reading within a snapshot, for live screens; changes nothing."""

from guichet.desk.mentions.repository import unread

__all__ = ["unread"]
