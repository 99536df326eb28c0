"""The way from a card to the tenant's own customer system: an address with signed parameters."""
