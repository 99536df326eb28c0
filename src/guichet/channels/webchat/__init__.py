"""Chat on a company's site: one tag in the page, a button, a panel, and agents answering."""

from guichet.channels.webchat.channel import WebChat

__all__ = ["WebChat"]
