"""Tells the HTTP edge who calls: by session or API key, in which tenant, with which rights."""
