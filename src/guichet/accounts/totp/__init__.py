"""Time-based one-time codes (RFC 6238) and recovery codes: the second factor."""
