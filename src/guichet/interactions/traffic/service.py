"""Reading what came in; changes nothing. Under the request role or, for much of it, the reader's:
every statement binds the tenant.
"""

from guichet.interactions.traffic.repository import count_after, newest, opened_after

__all__ = ["count_after", "newest", "opened_after"]
