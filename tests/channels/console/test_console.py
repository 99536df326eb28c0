"""The way back to who asked."""

from guichet.channels.console import Console
from guichet.gateway.contract import Door, NoSettings, Tools
from guichet.gateway.failures import Failure, Retry
from guichet.gateway.types import Identity, Outbound
from guichet.kit.clock import ManualClock
from guichet.kit.ids import IdMaker, TenantId
from tests.channels.fronts import tools_of
from tests.gateway.quiet import Silence


def console(tools: Tools) -> Console:
    operator = TenantId(tools.ids.new())
    settings = NoSettings()
    door = Door(operator, tools.ids.new(), "console", "Console", "fr", "k", (), settings, 1)
    return Console(door, tools)


async def test_an_address_that_is_nobodys_is_refused_for_good(
    clock: ManualClock, ids: IdMaker
) -> None:
    signals = Silence()
    outbound = Outbound(ids.new(), Identity("external", "customer-12"), "Bonjour")
    failure = await console(tools_of(clock, ids, signals)).send(outbound)
    assert isinstance(failure, Failure)
    assert failure.retry is Retry.NEVER
    assert signals.said == []
