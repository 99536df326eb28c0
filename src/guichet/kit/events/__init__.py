"""The event log: every change of state is written here in its own transaction, then relayed."""
