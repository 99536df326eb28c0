"""What passes by routes is counted, and shown as it is just now."""

import json
from collections import Counter
from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.carriers import pulses
from guichet.gateway.carriers.tally import (
    FEW,
    ONE_OF,
    RECENT,
    Others,
    Tally,
    added,
    median_ms,
    step_of,
    total,
)
from guichet.gateway.carriers.types import BindHealth, Draft, Minute, Mixed, Route
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass.contract import CarrierReceipt, PartSent

ROUTE, OTHER = UUID(int=1), UUID(int=2)
NOW = datetime(2026, 3, 2, 8, 0, 42, tzinfo=UTC)
BUSY = Failure("number_refused", Retry.NEVER, Fault.RECIPIENT, peer_code="0x0B")


def sent(number: int, failure: Failure | None = None, *, cut: bool = False) -> PartSent:
    peer_id = None if failure or cut else f"id{number}"
    return PartSent(UUID(int=number), 1, 1, peer_id, failure, cut)


def busy_minute(tally: Tally) -> None:
    tally.took(ROUTE, [sent(1), sent(2), sent(3), sent(4, BUSY), sent(5, cut=True)], NOW)
    later = NOW + timedelta(seconds=2)
    receipts = [
        CarrierReceipt("id1", "delivered"),
        CarrierReceipt("id2", "undeliverable", error="027"),
        CarrierReceipt("id3", "enroute"),
    ]
    tally.heard(ROUTE, receipts, later)


def test_reasons_and_delays_are_counted_by_the_minute() -> None:
    tally = Tally()
    busy_minute(tally)
    (minute,) = tally.empty(NOW)
    assert minute.minute == datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
    assert (minute.handed, minute.refused, minute.cut) == (3, 1, 1)
    assert (minute.delivered, minute.undelivered, minute.timed) == (1, 1, 3)
    assert {key: count for key, count in minute.mix.items() if key[0] != "delay"} == {
        ("refused", "0x0B"): 1,
        ("undelivered", "027"): 1,
    }
    assert tally.empty(NOW) == []


def test_where_many_are_on_their_way_one_of_so_many_is_timed_however_they_come() -> None:
    tally, together = Tally(), Tally()
    several = [sent(number) for number in range(FEW + 10 * ONE_OF)]
    for one in several:
        tally.took(ROUTE, [one], NOW)
    together.took(ROUTE, several, NOW)
    receipts = [CarrierReceipt(f"id{number}", "delivered") for number in range(len(several))]
    for counted in (tally, together):
        counted.heard(ROUTE, receipts, NOW + timedelta(seconds=1))
        (minute,) = counted.empty(NOW)
        assert (minute.handed, minute.delivered, minute.timed) == (
            len(several),
            len(several),
            FEW + 10,
        )


def test_what_could_not_be_written_counts_with_the_next() -> None:
    tally = Tally()
    busy_minute(tally)
    first = tally.empty(NOW)
    busy_minute(tally)
    tally.again(first)
    (both,) = tally.empty(NOW)
    assert (both.handed, both.mix["refused", "0x0B"]) == (6, 2)


def test_the_last_minutes_are_kept_in_short_steps_and_older_ones_dropped() -> None:
    tally = Tally()
    for minute in range(20):
        tally.took(ROUTE, [sent(minute)], NOW + timedelta(minutes=minute))
    last = NOW + timedelta(minutes=19)
    kept = tally.since(ROUTE, NOW)
    assert total(ROUTE, kept).handed == 16  # now, and each of fifteen minutes before
    assert kept[0].minute >= last - RECENT - timedelta(seconds=5)
    assert total(ROUTE, tally.since(ROUTE, last - timedelta(seconds=5))).handed == 1
    assert tally.since(OTHER, NOW) == []


def test_a_carrier_that_invents_codes_fills_no_memory() -> None:
    tally = Tally()
    for number in range(500):
        failure = Failure("x", Retry.NEVER, Fault.PEER, peer_code=f"odd {number}")
        tally.took(ROUTE, [sent(number, failure)], NOW)
    (minute,) = tally.empty(NOW)
    assert len(minute.mix) < 100
    assert sum(minute.mix.values()) == minute.refused == 500


@given(st.lists(st.integers(1, 10**7), min_size=1, max_size=200))
def test_the_median_is_right_to_a_tenth(delays: list[int]) -> None:
    mix: Counter[Mixed] = Counter(("delay", step_of(one)) for one in delays)
    middle = sorted(delays)[(len(delays) - 1) // 2]
    median = median_ms(mix)
    assert median is not None
    assert abs(median - middle) <= 0.1 * middle + 1


def test_nothing_timed_has_no_median() -> None:
    assert median_ms({("refused", "0x0B"): 3}) is None


def test_sums_keep_the_first_beginning() -> None:
    one, more = Minute(ROUTE, NOW, handed=1), Minute(ROUTE, NOW + timedelta(minutes=1), handed=2)
    assert added(one, more) == Minute(ROUTE, NOW, handed=3)


def test_how_a_route_is_just_now_is_said_in_one_word_for_all() -> None:
    tally = Tally()
    busy_minute(tally)
    route = Route(ROUTE, OTHER, 1, "smpp", Draft("Océan", {}), None, None, NOW)
    bind = BindHealth(ROUTE, 1, "sms1", "open", NOW, 50, 12, 38, 0, None)
    lost = BindHealth(ROUTE, 2, "sms1", "closed", NOW, 0, 0, None, 0, "cut")
    stranger = BindHealth(OTHER, 1, "sms1", "open", NOW, 50, 12, 38, 0, None)
    said = pulses.words(
        holder="sms1",
        at=NOW + timedelta(seconds=3),
        routes=[route],
        binds=[bind, lost, stranger],
        lying={ROUTE: 7},
        tally=tally,
    )
    told = json.loads(said)
    (item,) = told["items"]
    assert (told["kind"], told["holder"]) == ("pulses", "sms1")
    assert (item["open"], len(item["binds"]), item["window"], item["outstanding"]) == (1, 2, 50, 12)
    assert (item["lying"], item["rate"], item["handed"], item["refused"]) == (7, 0.3, 3, 1)
    assert (item["receipts"], item["delivered"], item["answer_ms"]) == (2, 1, 38)
    assert 1_800 <= item["delay_ms"] <= 2_200
    assert item["reasons"] == [
        {"kind": "undelivered", "code": "027", "count": 1},
        {"kind": "refused", "code": "0x0B", "count": 1},
    ]


def test_what_others_saw_is_what_all_wrote_without_our_own() -> None:
    route, at = UUID(int=1), datetime(2026, 3, 3, 9, 0, tzinfo=UTC)
    before = Minute(route, at, handed=10, mix={("refused", "0x58"): 1})
    others = Others([before])
    own = Minute(route, at, handed=3)
    now = Minute(route, at, handed=20, delivered=4, mix={("refused", "0x58"): 3})
    (found,) = others.news([now], [own])
    assert (found.handed, found.delivered, found.mix) == (7, 4, {("refused", "0x58"): 2})
    assert others.news([now], []) == []
    later = Minute(route, at + timedelta(minutes=1), handed=2)
    assert others.news([now, later], [later]) == []
