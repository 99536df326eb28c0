"""What carriers say of numbers, kept for a while: who can be reached, and in which network."""
