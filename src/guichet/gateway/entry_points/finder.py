"""Entry points across tenants, under the system role: for the directory alone."""

from guichet.gateway.entry_points.repository import by_id, by_site_key, of_kinds

__all__ = ["by_id", "by_site_key", "of_kinds"]
