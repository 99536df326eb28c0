"""What requests bring along, as stored, and as it grows."""

import json
from datetime import UTC, datetime, timedelta
from uuid import UUID

from guichet.gateway.context import Answered, Claims, Context
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


def test_the_campaign_somebody_answers_is_kept_and_the_newest_one_counts() -> None:
    at = datetime(2026, 11, 2, 9, tzinfo=UTC)
    older = Answered(UUID(int=1), "Soldes", "Bonjour Éloïse", at, None, 2)
    newer = Answered(UUID(int=2), "Fêtes", "Bonnes fêtes", at, at + timedelta(days=3))
    stored = json.loads(json.dumps(context_json(Context(answers=older))))
    assert context_of(stored).answers == older
    del stored["answers"]
    assert context_of(stored).answers is None, "as it was stored before there were campaigns"
    assert grown(Context(answers=older), Context()).answers == older
    assert grown(Context(answers=older), Context(answers=newer)).answers == newer
