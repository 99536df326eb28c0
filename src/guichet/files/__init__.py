"""Attachments, recordings and documents."""
