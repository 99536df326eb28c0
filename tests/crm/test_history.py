"""One history woven from many sources."""

from collections.abc import Sequence
from datetime import UTC, datetime
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.history import Entry, history
from guichet.kit.work import Work

NOON = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


class Told:
    """A source that holds what it was given."""

    def __init__(self, kind: str, places: Sequence[int]) -> None:
        self.kinds = frozenset({kind})
        entries = [Entry(UUID(int=place), kind, NOON, {}) for place in places]
        self.entries = sorted(entries, key=lambda one: one.id, reverse=True)
        self.asked = 0

    async def before(
        self, work: Work, people: Sequence[UUID], place: UUID | None, limit: int
    ) -> Sequence[Entry]:
        self.asked += 1
        return [one for one in self.entries if place is None or one.id < place][:limit]


async def pages(
    work: Work, sources: Sequence[Told], limit: int, kinds: frozenset[str] | None
) -> list[Entry]:
    """The whole history, page by page."""
    told: list[Entry] = []
    while page := await history(
        work,
        sources,
        [],
        kinds=kinds,
        place=told[-1].id if told else None,
        limit=limit,
    ):
        told += page
    return told


@given(
    places=st.sets(st.integers(1, 200), max_size=40),
    owner=st.integers(1, 4),
    limit=st.integers(1, 7),
)
async def test_pages_of_many_sources_hold_everything_once_in_order(
    places: set[int], owner: int, limit: int
) -> None:
    sources = [Told(f"k{n}", [at for at in places if at % owner == n]) for n in range(owner)]
    told = await pages(None, sources, limit, None)  # type: ignore[arg-type]  # sources take none
    assert [one.id.int for one in told] == sorted(places, reverse=True)


async def test_only_sources_of_the_kinds_asked_for_are_asked() -> None:
    calls, notes = Told("call", [1, 3]), Told("note", [2])
    told = await pages(
        None,  # type: ignore[arg-type]  # sources take none
        [calls, notes],
        2,
        frozenset({"note"}),
    )
    assert [one.kind for one in told] == ["note"]
    assert calls.asked == 0
