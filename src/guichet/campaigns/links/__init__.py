"""Short links: one for each person, and who followed them."""
