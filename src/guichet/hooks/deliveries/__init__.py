"""What hooks are told: the line before each, its attempts, and what was given up."""
