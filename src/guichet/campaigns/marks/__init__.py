"""What people do with a campaign, on its way to whoever counts it."""
