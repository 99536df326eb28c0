"""Who came to the list of a campaign and who left it since it was made before."""
