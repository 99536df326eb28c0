"""Reviews: somebody of the platform looks at the first offers of a new company before they go."""
