"""What an agent began to write and has not sent: kept per request and agent, on any device."""
