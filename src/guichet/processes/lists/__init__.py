"""Long lists that are made of segments in the background."""
