"""Push to browsers: a snapshot at a position, then events after it."""
