"""The platform's screens: tenants and what they have, users, health, dead letters, support."""
