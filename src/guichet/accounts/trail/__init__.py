"""The audit trail as people read and verify it."""
