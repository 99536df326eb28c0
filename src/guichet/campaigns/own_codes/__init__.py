"""How a company brings codes of its own along for a campaign, and takes them back."""
