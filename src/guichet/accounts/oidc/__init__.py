"""Signing in through a tenant's own OpenID provider (OpenID Connect Core 1.0)."""
