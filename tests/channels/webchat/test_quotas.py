"""What may begin from one network and at one site, over all processes."""

import pytest

from guichet.channels.webchat.limits import network_of
from guichet.channels.webchat.quotas import CONVERSATIONS, Beyond, beyond
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.limits.service import RateLimiter
from tests.channels.fronts import Meter


@pytest.mark.parametrize(
    ("host", "network"),
    [
        ("203.0.113.7", "203.0.113.7"),
        ("::ffff:203.0.113.7", "203.0.113.7"),
        ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2:ffff::1", "2001:db8:1:2::/64"),
        ("2001:db8:1:3::1", "2001:db8:1:3::/64"),
        ("::1", "::1"),
        ("127.0.0.1", "127.0.0.1"),
        ("testclient", "testclient"),
    ],
)
def test_a_household_counts_as_one_however_many_addresses_it_has(host: str, network: str) -> None:
    assert network_of(host) == network


async def test_two_processes_give_one_network_no_more_than_its_quota(
    system_db: SystemDatabase, clock: ManualClock
) -> None:
    processes = [RateLimiter(system_db, clock) for _ in range(2)]
    verdicts = [
        await beyond(process, CONVERSATIONS, "203.0.113.7", "site")
        for _ in range(60)
        for process in processes
    ]
    other = await beyond(processes[0], CONVERSATIONS, "203.0.113.8", "site")
    elsewhere = await beyond(processes[0], CONVERSATIONS, "203.0.113.7", "another site")
    assert verdicts.count(None) == CONVERSATIONS.by_network.quota
    assert verdicts[-1] is not None
    assert verdicts[-1].code == "too_many_from_your_network"
    assert (other, elsewhere) == (None, None)


async def test_a_site_that_is_used_up_says_when_to_come_again() -> None:
    meter = Meter()
    assert await beyond(meter, CONVERSATIONS, "203.0.113.7", "site") is None
    meter.full = frozenset({CONVERSATIONS.by_site.name})
    found = await beyond(meter, CONVERSATIONS, "203.0.113.7", "site")
    assert found == Beyond("too_many_on_this_site", 1_800)
    assert meter.spent[:2] == [
        ("webchat_begin_network", "site:203.0.113.7"),
        ("webchat_begin_site", "site"),
    ]


async def test_a_proxy_that_does_not_say_for_whom_it_asks_is_not_one_visitor() -> None:
    meter = Meter()
    for own in ("127.0.0.1", "::1"):
        await beyond(meter, CONVERSATIONS, own, "site")
    assert {name for name, _ in meter.spent} == {"webchat_begin_site"}
