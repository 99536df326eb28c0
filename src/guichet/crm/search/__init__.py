"""Contacts found by beginnings of words, in milliseconds among millions."""
