"""A process that accepts and carries, for benches of messages in mass."""
