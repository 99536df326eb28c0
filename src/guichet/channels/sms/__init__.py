"""Texts: telephones write to the company's numbers, and agents answer by text."""

from guichet.channels.sms.channel import Sms

__all__ = ["Sms"]
