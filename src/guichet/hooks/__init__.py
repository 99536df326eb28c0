"""Web hooks out: domain events told to a company's own system."""
