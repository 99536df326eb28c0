"""What is left in an event of a person who was erased."""

from guichet.kit.events.erasing import without_person
from guichet.kit.events.types import Json

AN_ID, AT = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a", "2026-03-02T08:00:00+00:00"


def test_ids_instants_states_and_counts_stay_and_words_go() -> None:
    item: dict[str, Json] = {
        "id": AN_ID,
        "version": 7,
        "state": "closed",
        "medium": "chat",
        "contact": {"id": AN_ID, "name": "Zébulon", "code": "4B5A"},
        "agent": {"id": AN_ID, "name": "Amélie Payet"},
        "preview": {"from": "contact", "text": "Mon code est 4711", "at": AT},
        "closed_at": AT,
        "text": "Bonjour",
        "rating": {"stars": 4, "comment": "Merci à tous"},
        "attributes": {"salary": 4711, "vip": True},
        "identities": [{"kind": "email", "value": "zebulon@shop.example"}],
        "tags": ["mauvais payeur"],
        "born": "1984-05-12",
        "erased": False,
    }
    payload: dict[str, Json] = {"item": item, "by": "visitor", "before": {"state": "active"}}
    left = without_person(payload)
    assert left == {
        "by": "visitor",
        "before": {"state": "active"},
        "erased": True,
        "item": {
            "id": AN_ID,
            "version": 7,
            "state": "closed",
            "medium": "chat",
            "contact": {"id": AN_ID, "name": None, "code": "4B5A"},
            "agent": {"id": AN_ID, "name": "Amélie Payet"},
            "preview": {"from": None, "text": None, "at": AT},
            "closed_at": AT,
            "text": None,
            "rating": {"stars": 4, "comment": None},
            "attributes": {},
            "identities": [],
            "tags": [],
            "born": None,
            "erased": False,
        },
    }
    assert without_person(left) == left
