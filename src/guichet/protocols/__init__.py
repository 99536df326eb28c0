"""Wire formats without input or output."""
