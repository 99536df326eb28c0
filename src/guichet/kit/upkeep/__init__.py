"""The kit's own upkeep, done by jobs."""
