"""Tenants, users, rights, entitlements and the audit trail."""
