"""The ``worker`` role: the event relay and background jobs."""

from guichet.kit.events.relay import Relay
from guichet.processes.foundation import Foundation
from guichet.processes.parts import Part


def parts(foundation: Foundation) -> list[Part]:
    """Background parts of the role. Any number of processes may have them: one relay leads."""
    system_url = foundation.roles.url(foundation.owner_url, "system")
    relay = Relay(system_url, foundation.bus, foundation.ground.ids)
    return [Part("relay", relay.run)]
