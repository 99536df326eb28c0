"""Following a campaign: what became of it, of each recipient, and what to do about the rest."""
