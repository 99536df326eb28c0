"""Places found by name, over HTTP."""

from typing import Annotated

from fastapi import Depends, Query

from guichet.accounts.http import require
from guichet.accounts.rights import Right
from guichet.accounts.types import Principal
from guichet.crm.places import service
from guichet.crm.places.schemas import OutlineOut, PlaceOut, PointOut
from guichet.crm.places.types import LONGEST_QUESTION, MOST_FOUND
from guichet.kit.errors import Forbidden, Invalid
from guichet.kit.http.paging import Page
from guichet.kit.http.problems import refusals
from guichet.kit.http.routes import api_router

router = api_router("segments")

Reader = Annotated[Principal, Depends(require(Right.CONTACTS_READ))]


@router.get("/places", responses=refusals(Forbidden(), Invalid()))
def find_places(
    _who: Reader,
    query: Annotated[
        str,
        Query(
            min_length=1,
            max_length=LONGEST_QUESTION,
            description="The beginning of a name or of a postcode.",
        ),
    ],
    limit: Annotated[int, Query(ge=1, le=MOST_FOUND)] = 10,
) -> Page[PlaceOut]:
    """Find communes of France by the beginning of a word of their name, or of a postcode: those
    whose name begins so first, of these the largest.
    """
    return Page(items=[PlaceOut.of(one) for one in service.find(query, limit)])


@router.get("/places/around", responses=refusals(Forbidden(), Invalid()))
def map_places(
    _who: Reader,
    longitude: Annotated[float, Query(ge=-180, le=180)],
    latitude: Annotated[float, Query(ge=-90, le=90)],
) -> Page[PointOut]:
    """Show where postcodes of France are around a place, up to some 60 kilometres from it, the
    nearest first: a plain map to draw a zone on.
    """
    return Page(items=[PointOut.of(one) for one in service.around((longitude, latitude))])


@router.get("/places/outlines", responses=refusals(Forbidden(), Invalid()))
def map_outlines(
    _who: Reader,
    longitude: Annotated[float, Query(ge=-180, le=180)],
    latitude: Annotated[float, Query(ge=-90, le=90)],
) -> Page[OutlineOut]:
    """Show the outlines that lie around a place, for the same map: departments of France, and
    communes of those overseas.
    """
    return Page(
        items=[OutlineOut.of(one) for one in service.outlines_around((longitude, latitude))]
    )
