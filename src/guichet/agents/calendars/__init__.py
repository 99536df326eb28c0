"""When somebody answers."""
