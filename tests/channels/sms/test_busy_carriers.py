"""What a link does while its carrier asks to slow down, over the simulated carrier."""

from tests.channels.sms.depot import parcels
from tests.channels.sms.open_link import QUICK, scene
from tests.waiting import eventually

LONG = "Votre commande est à retirer avant samedi midi au comptoir. " * 4


async def test_what_a_carrier_would_not_have_leaves_at_once_where_another_one_has_it() -> None:
    async with scene(QUICK + "[answers]\nrate = 20\n", window=50) as (carrier, depot, _):
        depot.another_way = True
        wanted = parcels(200)
        depot.put(wanted)
        await eventually(lambda: len(depot.handed) + len(depot.passed_on) >= len(wanted))
        handed = {parcel for parcel, _ in depot.handed.values()}
        assert handed | {one.id for one in depot.passed_on} == {one.id for one in wanted}
        assert not handed & {one.id for one in depot.passed_on}
        assert carrier.counters.throttled == len(depot.passed_on) > 0


async def test_of_a_text_that_is_half_sent_no_part_leaves() -> None:
    fault = '[[faults]]\nkind = "throttle"\nevery = 3\n'
    async with scene(QUICK + fault, window=7) as (_, depot, _):
        depot.another_way = True
        wanted = parcels(40, LONG)
        depot.put(wanted)
        away = depot.passed_on
        await eventually(lambda: len(depot.handed) + 2 * len(away) == 2 * len(wanted))
        assert not {parcel for parcel, _ in depot.handed.values()} & {one.id for one in away}


async def test_receipts_are_kept_and_acknowledged_while_nothing_may_be_sent() -> None:
    busy = '[[faults]]\nkind = "throttle"\nafter = 20\n'
    async with scene(QUICK + busy, window=20) as (carrier, depot, _):
        depot.storing.clear()
        depot.put(parcels(60))
        await eventually(lambda: depot.healths[-1].state == "waiting")
        assert (len(depot.handed), carrier.counters.receipts_acked) == (20, 0)
        depot.storing.set()
        await eventually(lambda: carrier.counters.receipts_acked == 20)
        assert len(depot.delivered) == 20
        assert len(depot.handed) == 20


async def test_a_haste_told_after_an_answer_was_given_up_sends_nothing_twice() -> None:
    late = '[answers]\ndelay = 0.6\n[[faults]]\nkind = "throttle"\ntimes = 5\n'
    async with scene(QUICK + late, answer_within=0.2, window=5) as (carrier, depot, _):
        depot.put(parcels(5))
        await eventually(lambda: len(depot.cut) == 5)
        depot.put(parcels(1))
        await eventually(lambda: len(depot.cut) == 6)
        await eventually(lambda: len(depot.handed) == 1)
        assert carrier.counters.throttled == 5
        assert carrier.counters.submitted == 6
