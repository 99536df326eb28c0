"""What is told of an event is what was promised, and nothing else."""

from dataclasses import replace
from uuid import UUID

import pytest

from guichet.hooks.published import ALL, BY_SOURCE, is_known
from guichet.hooks.types import wants
from guichet.kit.events.types import Event, EventKind, Json, Position
from guichet.kit.ids import TenantId
from tests.conftest import MORNING

EVENT = Event(
    position=Position(1),
    tenant_id=TenantId(UUID(int=1)),
    id=UUID(int=2),
    kind=EventKind("none"),
    subject="x:1",
    version=1,
    payload={},
    occurred_at=MORNING,
)


def told(kind: str, item: dict[str, Json], **more: Json) -> dict[str, Json] | None:
    """What a hook is told of an event."""
    event = replace(EVENT, kind=EventKind(kind), payload={"item": item, **more})
    return BY_SOURCE[kind].pick(event)


def test_fields_that_were_not_promised_stay_inside() -> None:
    item: dict[str, Json] = {"id": "7", "subject": "Retour", "why": {"code": "x"}, "preview": "?"}
    moved = told("interactions.interaction.closed", item, before={"state": "active"}, by="user")
    assert moved == {
        "interaction": {"id": "7", "subject": "Retour"},
        "before": {"state": "active"},
    }


def test_notes_among_agents_are_not_told() -> None:
    said: dict[str, Json] = {"id": "1", "text": "grincheux", "internal": True}
    assert told("interactions.message.added", said) is None
    assert told("interactions.message.added", {**said, "internal": False}) == {
        "message": {"id": "1", "text": "grincheux"}
    }


def test_money_is_told_in_units_of_its_currency() -> None:
    account: dict[str, Json] = {"currency": "EUR", "balance": 1_250_000, "free": None, "low_at": 0}
    found = told("usage.balance.fallen", account)
    assert found is not None
    assert found["balance"] == {
        "currency": "EUR",
        "balance": "1.25",
        "free": None,
        "low_at": "0",
        "stopped_at": None,
        "stopped_reason": None,
    }


def test_a_text_that_came_in_is_told_with_its_words() -> None:
    item: dict[str, Json] = {"id": "1", "from": "+262692000001", "text": "oui", "tenant": "t"}
    assert told("gateway.text.received", item) == {
        "message": {"id": "1", "from": "+262692000001", "text": "oui"}
    }


@pytest.mark.parametrize(
    ("kind", "known"),
    [("contact.created", True), ("contact.*", True), ("*", False), ("accounts.*", False)],
)
def test_only_published_names_and_their_groups_can_be_asked_for(kind: str, known: bool) -> None:
    assert is_known(kind) is known


def test_a_group_means_all_of_it() -> None:
    assert all(wants(("contact.*",), one.name) is (one.group == "contact") for one in ALL)
    assert wants(("contact.created",), "contact.created")
    assert not wants(("contact.created",), "contact.changed")


def test_names_are_told_apart_and_have_the_form_receivers_expect() -> None:
    names = [one.name for one in ALL]
    assert len(set(names)) == len(names)
    assert all(set(name) <= set("abcdefghijklmnopqrstuvwxyz_.") for name in names)
