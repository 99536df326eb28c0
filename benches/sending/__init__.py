"""Load on the ways in: programs that send."""
