"""The channel: what the operator's agents say reaches the open consoles of who asked."""

import json
from typing import ClassVar

from guichet.accounts.askers import asker_at
from guichet.gateway.contract import Channel, ChannelSettings, NoSettings
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.types import Capability, Medium, Outbound, Outcome, Probe, Receipt


class Console(Channel[NoSettings]):
    """Requests for advice and for modules. The peer is a user of another tenant, who reads the
    conversation in their own console: the words are stored, so sending is done once the pages that
    are open now were told.
    """

    kind = "console"
    medium = Medium.MESSAGE
    title: ClassVar = {"en": "Guichet’s console", "fr": "Console de Guichet"}
    description: ClassVar = {
        "en": "Companies of this platform ask for advice and modules; your team answers here.",
        "fr": "Les sociétés de la plateforme demandent conseils et modules ; vous répondez ici.",
    }
    capabilities = frozenset({Capability.TEXT, Capability.NOTICES})
    offered = False
    Settings: ClassVar[type[ChannelSettings]] = NoSettings

    async def send(self, outbound: Outbound) -> Outcome:
        """Tell the asker's open consoles."""
        asker = asker_at(outbound.address.value)
        if asker is None:
            return Failure("no_such_asker", Retry.NEVER, Fault.OURS)
        said = {"kind": "answered", "text": outbound.text}
        await self.tools.signals.publish(asker.subject, json.dumps(said).encode())
        return Receipt(str(outbound.id))

    async def probe(self) -> Probe:
        """There is nothing outside that could be away."""
        return Probe(True, "ready")
