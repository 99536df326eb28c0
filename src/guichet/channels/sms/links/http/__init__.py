"""The link to a carrier or reseller that takes texts over HTTP."""
