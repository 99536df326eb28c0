"""What requests bring along, as stored, and as it grows."""

import json

from guichet.gateway.context import Claims, Context
from guichet.interactions.contexts import context_json, context_of, grown

BESIDE = Claims(False, name="Elo", attributes={"plan": "gold"})
SURE = Claims(True, external_id="42", beside=BESIDE)


def test_claims_are_read_again_as_they_were_written() -> None:
    for claims in (None, BESIDE, SURE):
        stored = json.loads(json.dumps(context_json(Context(claims=claims))))
        assert context_of(stored).claims == claims


def test_claims_written_by_an_earlier_release_are_read() -> None:
    stored = context_json(Context(claims=BESIDE))
    assert isinstance(stored["claims"], dict)
    del stored["claims"]["beside"]
    assert context_of(stored).claims == BESIDE


def test_who_was_vouched_for_stays_so_and_what_is_said_later_stands_beside() -> None:
    said = Claims(False, external_id="43", name="Somebody")

    def after(known: Claims | None, news: Claims | None) -> Claims | None:
        return grown(Context(claims=known), Context(claims=news)).claims

    assert after(None, said) == said
    assert after(said, None) == said
    assert after(said, SURE) == SURE
    assert after(SURE, None) == SURE
    assert after(SURE, said) == Claims(True, external_id="42", beside=said)
