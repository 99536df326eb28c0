"""Communes and postcodes: found by name, and where they are."""

from collections.abc import Sequence

from guichet.crm.places import atlas
from guichet.crm.places.types import Centres, Commune


def centres() -> Centres:
    """Where postcodes are: all of France's but some of far islands. Read when first asked."""
    return atlas.centres()


def find(question: str, limit: int) -> Sequence[Commune]:
    """Communes of which a word begins so, whatever its accents, or whose postcode does: those whose
    name begins so first, of these the largest.
    """
    return atlas.find(question, limit)
