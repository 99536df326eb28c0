"""Cards that may be of one person: found whenever a card changes, dismissed by people."""
