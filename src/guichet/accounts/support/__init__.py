"""Support access: the platform asks, the tenant consents for a while, everything is audited."""
