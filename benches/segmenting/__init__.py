"""Parts of the bench of segments."""
