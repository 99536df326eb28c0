"""What agents know and requests may need."""
