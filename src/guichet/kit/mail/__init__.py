"""Mails Guichet itself sends: written with the deed, sent after its commit, tried again."""
