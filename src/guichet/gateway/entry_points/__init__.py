"""Where requests come in: a site's tag, a number, a mailbox; what a tenant set for each."""
