"""Paid help: price agreed, clock in view, ceiling, leave at any time."""
