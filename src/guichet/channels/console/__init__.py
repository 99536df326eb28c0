"""The platform operator's own way in: people who work with Guichet ask from their console."""

from guichet.channels.console.channel import Console

__all__ = ["Console"]
