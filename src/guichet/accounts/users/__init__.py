"""People who sign in: one user may belong to several tenants."""
