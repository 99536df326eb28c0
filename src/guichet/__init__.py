"""Guichet: one hub through which a company and its customers reach each other by any medium."""

__version__ = "0.1.0"
