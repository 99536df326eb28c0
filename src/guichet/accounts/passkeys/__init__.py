"""Passkeys (WebAuthn level 3): signing in with a device instead of a password."""
