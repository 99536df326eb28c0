"""One text to many people."""
