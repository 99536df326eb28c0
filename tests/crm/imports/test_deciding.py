"""What becomes of rows, given who is known."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.imports.deciding import There, decide, given_back
from guichet.crm.imports.people import Numbered, Person
from guichet.crm.imports.types import OnMatch
from guichet.crm.types import MOST_IDENTITIES, Contact
from guichet.gateway.types import Identity

NOW = datetime(2026, 3, 2, 8, tzinfo=UTC)
NOBODY = There({}, {}, {}, ())
A, B = Identity("phone", "+262692000001"), Identity("email", "b@shop.example")
KNOWN = Contact(
    id=UUID(int=1),
    version=3,
    name="Élo",
    code="0001",
    language=None,
    created_at=NOW,
    last_seen_at=NOW,
    attributes={"points": 1},
    tags=("pro",),
)


def strangers() -> Iterator[Contact]:
    n = 100
    while True:
        n += 1
        yield Contact(UUID(int=n), 1, None, str(n), None, NOW, NOW)


def row(
    n: int, *identities: Identity, name: str | None = None, points: int | None = None
) -> Numbered:
    attributes = {} if points is None else {"points": points}
    return Numbered(n, [], Person([*identities], name, attributes=dict(attributes)), 0)


def outcomes(rows: list[Numbered], there: There = NOBODY, on_match: OnMatch = "fill") -> list[str]:
    made = strangers()
    return [one.state for one in decide(rows, there, on_match, lambda _: next(made))]


def test_new_people_are_made_once_however_often_they_stand_there() -> None:
    rows = [row(1, A), row(2, A, B), row(3, B), row(4)]
    assert outcomes(rows) == ["new", "duplicate", "duplicate", "refused"]


def test_what_a_later_row_knows_is_added_to_the_card_before() -> None:
    made = strangers()
    rows = [row(1, A), row(2, A, B, name="Élo")]
    first, second = decide(rows, NOBODY, "fill", lambda _: next(made))
    assert first.card is not None
    assert first.card is second.card
    assert first.card.contact.name == "Élo"
    assert first.card.identities == [A, B]


@pytest.mark.parametrize(
    ("on_match", "state", "name", "points"),
    [("skip", "same", "Élo", 1), ("fill", "same", "Élo", 1), ("overwrite", "changed", "Éloïse", 9)],
)
def test_who_is_known_is_left_filled_or_replaced(
    on_match: OnMatch, state: str, name: str, points: int
) -> None:
    there = There({A: KNOWN.id}, {KNOWN.id: KNOWN}, {KNOWN.id: 1}, ())
    made = strangers()
    (one,) = decide([row(1, A, name="Éloïse", points=9)], there, on_match, lambda _: next(made))
    assert one.card is not None
    contact = one.card.contact
    assert (one.state, contact.name, contact.attributes["points"]) == (state, name, points)


def test_an_identity_of_somebody_else_stays_there_and_is_said() -> None:
    other = replace(KNOWN, id=UUID(int=2))
    contacts = {KNOWN.id: KNOWN, other.id: other}
    there = There({A: KNOWN.id, B: other.id}, contacts, {}, ())
    made = strangers()
    (one,) = decide([row(1, B, A)], there, "fill", lambda _: next(made))
    assert one.card is not None
    assert (one.card.contact.id, [fault.code for fault in one.faults]) == (
        other.id,
        ["known_as_two"],
    )


def test_a_full_card_takes_no_more_identities() -> None:
    there = There({A: KNOWN.id}, {KNOWN.id: KNOWN}, {KNOWN.id: MOST_IDENTITIES}, ())
    made = strangers()
    (one,) = decide([row(1, A, B)], there, "fill", lambda _: next(made))
    assert [fault.code for fault in one.faults] == ["too_many_identities"]


def test_who_stood_in_the_file_before_is_a_duplicate_also_in_another_chunk() -> None:
    there = There({A: KNOWN.id}, {KNOWN.id: KNOWN}, {}, {KNOWN.id})
    assert outcomes([row(9, A)], there) == ["duplicate"]


NAMES = st.one_of(st.none(), st.sampled_from(["Élo", "Éloïse", "Ravi"]))
POINTS = st.one_of(st.none(), st.integers(0, 3))


@given(
    st.lists(st.tuples(NAMES, POINTS, st.lists(st.sampled_from(["a", "b", "pro"]))), max_size=6),
    st.sampled_from(["skip", "fill", "overwrite"]),
)
def test_what_rows_change_is_given_back_the_last_first(
    given_rows: list[tuple[str | None, int | None, list[str]]], on_match: OnMatch
) -> None:
    there = There({A: KNOWN.id}, {KNOWN.id: KNOWN}, {KNOWN.id: 1}, ())
    rows = [
        row(n, A, name=name, points=points) for n, (name, points, _) in enumerate(given_rows, 1)
    ]
    for one, (_, _, tags) in zip(rows, given_rows, strict=True):
        one.person.tags = tuple(dict.fromkeys(tags))
    made = strangers()
    found = decide(rows, there, on_match, lambda _: next(made))
    contact = found[-1].card.contact if found and found[-1].card else KNOWN
    for outcome in reversed(found):
        if outcome.before:
            contact = given_back(contact, outcome.before)
    assert contact == KNOWN
