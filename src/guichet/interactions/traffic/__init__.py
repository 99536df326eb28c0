"""What came in over a time, in one light value each: for figures, rehearsal and suggestions."""
