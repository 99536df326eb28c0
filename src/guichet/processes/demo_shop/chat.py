"""How the demo shop has set its chat."""

from typing import Any, Final

from guichet.processes.demo_shop.customer import VOUCHED_WITH

SETTINGS: Final[dict[str, Any]] = {
    "colour": "#2f5d46",
    "identity_secret": VOUCHED_WITH,
    "subjects": [
        {"key": "orders", "label": {"fr": "Ma commande", "en": "My order"}},
        {"key": "products", "label": {"fr": "Un produit", "en": "A product"}},
        {"key": "pros", "label": {"fr": "Restaurants et revendeurs", "en": "Restaurants, shops"}},
    ],
    "invitations": [
        {
            "key": "full-cart",
            "text": {
                "fr": "Une question avant de commander ? Nous sommes là.",
                "en": "A question before you order? We are here.",
            },
            "subject": "orders",
            "pages": ["*/cart"],
            "seconds_on_page": 15,
            "data": [{"path": "cart.total", "test": "at_least", "value": "30"}],
        }
    ],
}
"""Three subjects, a customer vouched for, and one invitation: a cart of thirty euros that waits."""
