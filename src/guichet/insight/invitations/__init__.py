"""What became of invitations, and what they are good for."""
