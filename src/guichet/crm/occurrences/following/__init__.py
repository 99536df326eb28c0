"""What happened to people soon after something: a purchase within days of a text."""
