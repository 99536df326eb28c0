"""Who answers what, and how much at once."""
