"""HTTP: the application put together, its document and its edge."""
