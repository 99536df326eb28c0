"""The ``worker`` role: the event relay and background jobs."""

from guichet.kit.events.relay import Relay
from guichet.kit.jobs.catalogue import discover
from guichet.kit.jobs.runner import JobRunner
from guichet.processes.foundation import Foundation
from guichet.processes.parts import Part


def parts(foundation: Foundation) -> list[Part]:
    """Background parts of the role. Any number of processes may have them: one relay leads."""
    system_url = foundation.roles.url(foundation.owner_url, "system")
    relay = Relay(system_url, foundation.bus, foundation.ground.ids)
    jobs = JobRunner(system_url, foundation.ground, discover())
    return [Part("relay", relay.run), Part("jobs", jobs.run)]
