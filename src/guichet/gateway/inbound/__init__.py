"""What came in already: the memory that makes a peer's repeats harmless."""
