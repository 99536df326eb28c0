"""What may become of a request."""

import pytest

from guichet.desk.advice.states import State, moved
from guichet.kit.errors import Conflict, Invalid

ALLOWED = {
    ("received", "studied"),
    ("received", "accepted"),
    ("received", "refused"),
    ("received", "delivered"),
    ("studied", "accepted"),
    ("studied", "refused"),
    ("studied", "delivered"),
    ("accepted", "refused"),
    ("accepted", "delivered"),
    ("refused", "studied"),
    ("delivered", "studied"),
}


@pytest.mark.parametrize("now", State)
@pytest.mark.parametrize("wanted", State)
def test_a_request_moves_only_as_the_table_says(now: State, wanted: State) -> None:
    if now is wanted or (now.value, wanted.value) in ALLOWED:
        assert moved(now, wanted, " parce  que ") == "parce que"
    else:
        with pytest.raises(Conflict):
            moved(now, wanted, "parce que")


def test_nothing_is_refused_without_saying_why() -> None:
    with pytest.raises(Invalid):
        moved(State.RECEIVED, State.REFUSED, "  ")
    assert moved(State.RECEIVED, State.ACCEPTED, "  ") is None
