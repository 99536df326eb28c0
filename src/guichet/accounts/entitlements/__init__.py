"""What a tenant has: rooms, channels and limits, decided by the platform and checked here alone."""
