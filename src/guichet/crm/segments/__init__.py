"""Segments: whoever fulfils a condition at the very instant one asks; and static lists beside."""
