"""Backups: one file with everything, checked whole before anything is restored from it."""
