"""The link to a carrier that speaks SMPP: one bind, or a pair of them."""
