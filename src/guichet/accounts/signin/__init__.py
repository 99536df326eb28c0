"""Proving who one is by password and second factor; brakes; resetting a lost password."""
