"""The demo shop: the pages of a small company of La Réunion, with the one-line tag in each.

Served in demo mode at ``/demo/shop``, under a strict policy of contents, as a careful site would
be: so that it shows, and the tests prove, that the tag asks for nothing more.
"""

from guichet.processes.demo_shop.routes import routes
from guichet.processes.demo_shop.site import SITE_KEY

__all__ = ["SITE_KEY", "routes"]
