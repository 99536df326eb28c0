"""Companies that use the platform, and their settings."""
