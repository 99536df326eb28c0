"""What is decided about all messages of a campaign at once, in the caller's transaction."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from guichet.gateway.mass import reporting, repository, touching, wishes
from guichet.gateway.mass.bell import BELL
from guichet.gateway.mass.repository import Wished
from guichet.gateway.mass.types import ReportTo
from guichet.kit.work import Work


@dataclass(frozen=True, slots=True)
class Waiting:
    """What was accepted of a campaign and is not settled yet."""

    chunks: int
    messages: int
    """Those of these chunks, whatever became of them."""


async def waiting(work: Work, campaign_id: UUID) -> Waiting:
    """What of a campaign waits or is on its way."""
    return Waiting(*await repository.waiting(work, campaign_id))


async def pause(work: Work, campaign_id: UUID) -> None:
    """Let nothing more of it go, within half a second: what links hold by then goes. Harmless to
    repeat.
    """
    await repository.halt(work, campaign_id, "paused")


async def resume(work: Work, campaign_id: UUID) -> None:
    """Let it go on. Harmless to repeat."""
    await repository.halt(work, campaign_id, None)


async def cancel(work: Work, campaign_id: UUID) -> int:
    """Call back what was not let go; what was let go and is not with a link yet is taken back
    within half a second. What was reserved for it is given back then. Gives how many are called
    back by now.
    """
    back = set(await repository.call_back(work, campaign_id))
    told = [one for one in await repository.wished(work, campaign_id) if one.message_id in back]
    await repository.halt(work, campaign_id, "cancelled")
    await _report(work, told)
    await touching.touch(work, campaign_id, sorted(back))
    work.after_commit(BELL.ring)
    return len(back)


async def called_back(work: Work, campaign_id: UUID) -> int:
    """How many messages of a cancelled campaign were called back in the end, of what was on its way
    when it was cancelled.
    """
    return await repository.called_back(work, campaign_id)


async def _report(work: Work, several: Sequence[Wished]) -> None:
    pairs = [(one, to) for one in several for to in wishes.read(one.report_to)]
    if not pairs:
        return
    await repository.add_reports(work, [_row(work, one, to) for one, to in pairs])
    work.after_commit(lambda: reporting.ring({to.kind for _, to in pairs}))


def _row(work: Work, one: Wished, to: ReportTo) -> dict[str, object]:
    return {
        "id": work.ids.new(),
        "kind": to.kind,
        "target": to.target,
        "message_id": one.message_id,
        "address": one.address,
        "reference": one.reference,
        "state": "cancelled",
        "part": 0,
        "parts": 0,
        "at": work.now,
    }
