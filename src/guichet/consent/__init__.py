"""Opt-outs and consents by tenant, purpose and address."""
