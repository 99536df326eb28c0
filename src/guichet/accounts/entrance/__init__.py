"""Ways in without a password: passkeys and the providers of tenants."""
