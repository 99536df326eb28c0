"""What was counted of queues and agents: by events, each exactly once."""
