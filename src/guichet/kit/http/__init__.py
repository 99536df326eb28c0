"""The HTTP edge: problems, paging, idempotency, limits, the caller, one transaction a request."""
