"""Who is there, ready or not, and why not."""
