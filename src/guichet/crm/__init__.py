"""Contacts, their identities, attributes and history."""
