"""Who holds a connection that may exist once only."""
