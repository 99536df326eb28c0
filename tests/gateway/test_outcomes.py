"""What an attempt's outcome means, and the order of what peers tell."""

from datetime import timedelta
from itertools import permutations

import pytest

from guichet.gateway.failures import Failure, Fault, Retry, unreachable
from guichet.gateway.outbound.outcomes import (
    MAX_ATTEMPTS,
    SendState,
    Settled,
    TryAgain,
    advance,
    judge,
)
from guichet.gateway.types import Receipt

NEVER = Failure("no_such_number", Retry.NEVER, Fault.RECIPIENT)


@pytest.mark.parametrize("told", list(permutations(("sent", "delivered", "seen"))))
def test_in_whatever_order_a_peer_tells_what_was_seen_stays_seen(
    told: tuple[SendState, ...],
) -> None:
    state: SendState = "queued"
    for one in told:
        state = advance(state, one)
    assert state == "seen"


def test_delivered_is_believed_after_failed_and_not_the_other_way_round() -> None:
    assert advance("failed", "delivered") == "delivered"
    assert advance("delivered", "failed") == "delivered"


def test_what_the_peer_took_is_sent_under_its_name() -> None:
    assert judge(Receipt("42"), 1) == Settled("sent", "42")


def test_what_never_works_fails_at_once() -> None:
    assert judge(NEVER, 1) == Settled("failed", failure=NEVER)


def test_waits_grow_and_end() -> None:
    verdicts = [judge(unreachable("down"), n) for n in range(1, MAX_ATTEMPTS + 1)]
    waits = [v.wait for v in verdicts if isinstance(v, TryAgain)]
    assert waits == sorted(waits)
    assert len(waits) == MAX_ATTEMPTS - 1
    assert max(waits) <= timedelta(minutes=5)
    assert isinstance(verdicts[-1], Settled)


def test_a_peer_that_names_a_time_is_left_alone_until_then() -> None:
    busy = Failure("busy", Retry.LATER, Fault.PEER, after=timedelta(minutes=30))
    verdict = judge(busy, 1)
    assert isinstance(verdict, TryAgain)
    assert verdict.wait == timedelta(minutes=30)
