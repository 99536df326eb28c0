"""New cards by the thousand: as lines into a table of the session, from there into all others."""
