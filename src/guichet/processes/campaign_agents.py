"""The agents who answer the replies to campaigns, as campaigns at their pace see them."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

from guichet.agents import live as agents
from guichet.agents.types import AgentProfile, Presence
from guichet.campaigns.pacing import Desk
from guichet.gateway.types import Medium
from guichet.insight.figures import service as figures
from guichet.interactions import live as interactions
from guichet.interactions.states import HELD_BY_AGENT, State
from guichet.interactions.types import Interaction
from guichet.kit.ids import UserId
from guichet.kit.work import Work

LATELY: Final = timedelta(days=7)
"""How long a reply takes is learned from so far back."""
GUESSED: Final = timedelta(minutes=4)
"""How long one takes, as long as nobody knows."""
TARGET: Final = timedelta(minutes=5)
"""Within what a reply to a text should be taken, where the company's queues say less."""


class AgentsOfTenant:
    """Fulfils ``campaigns.sending.ports.Agents``."""

    async def desk(self, work: Work) -> Desk | None:
        """Those who are ready now, with what they and others have in hand; none: nobody is."""
        session, tenant = work.session, work.tenant_id
        profiles = await agents.read_profiles(session, tenant)
        presences = await agents.read_presences(session, tenant)
        queues = await agents.read_queues(session, tenant)
        within = [one.target.within for one in queues if not one.removed]
        return desk_of(
            profiles,
            presences,
            await interactions.read_open(session, tenant),
            await self._handling(work),
            max([TARGET, *within]),
        )

    async def _handling(self, work: Work) -> timedelta:
        reports = await figures.queues(work, work.now - LATELY, work.now)
        handled = sum(one.sums.get("handled", 0) for one in reports)
        spent = sum(
            one.sums.get(name, 0) for one in reports for name in ("talk_ms", "hold_ms", "wrap_ms")
        )
        return timedelta(milliseconds=spent / handled) if handled and spent else GUESSED


def desk_of(
    profiles: Sequence[AgentProfile],
    presences: Sequence[Presence],
    requests: Sequence[Interaction],
    handling: timedelta,
    target: timedelta,
) -> Desk | None:
    """The places of agents who are ready, those taken by other media left out. Pure."""
    ready = {one.agent_id for one in presences if one.status == "ready" and one.lost_at is None}
    there = {one.id: one.capacity for one in profiles if one.active and one.id in ready}
    if not there:
        return None
    taken = dict.fromkeys(there, 0)
    waiting = 0
    for one in requests:
        if one.medium is Medium.SMS:
            waiting += one.state in (State.WAITING, State.OFFERED)
        elif one.agent is not None and one.state in HELD_BY_AGENT and one.agent.id in taken:
            who = UserId(one.agent.id)
            taken[who] += there[who].weight(one.medium)
    places = sum(
        min(of.at_once(Medium.SMS), max(of.units - taken[who], 0) // max(of.weight(Medium.SMS), 1))
        for who, of in there.items()
    )
    return Desk(float(places), waiting, handling, target)
