"""The short code people send STOP to, in offers that name its place. Pure."""

from guichet.gateway.mass.contract import Parcel
from guichet.policies.stops import SHORT_CODE_PLACES


def with_code(parcel: Parcel, code: str) -> str:
    """The text as it leaves by a route whose short code is ``code``; none: the route's operator
    fills the place in.
    """
    text = parcel.text
    if not code or parcel.purpose != "marketing":
        return text
    for place in SHORT_CODE_PLACES:
        if place in text:
            text = text.replace(place, code)
    return text
