"""Contacts and past events in from a file, and out again."""
