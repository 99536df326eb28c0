"""What is known before sending of what will happen at the hand-over: to whom it waits and why, and
who told the company to stop. Said to people who write; decided again when a message leaves.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from guichet.consent import service as consents
from guichet.consent.addresses import digester
from guichet.gateway.mass.types import Recipient
from guichet.kit.cipher import Cipher
from guichet.kit.work import Work
from guichet.policies.presets import shipped
from guichet.policies.territories import territory_of
from guichet.policies.types import Allow, Defer, Deny, Question, Reason
from guichet.policies.verdicts import Counsel


@dataclass(frozen=True, slots=True)
class Foreseen:
    """By what is known now."""

    later: Mapping[str | None, Defer]
    """Where it waits, and until when."""
    remarks: Mapping[str | None, Sequence[Reason]]
    """Where it may go and is better left."""
    refused: Sequence[int]
    """Places of recipients it will not go to, because they told the company to stop."""


async def foresee(
    work: Work, asked: Question, people: Sequence[Recipient], cipher: Cipher
) -> Foreseen:
    """What will become of a message with this question to these people."""
    counsel = Counsel(shipped(), asked)
    places = [territory_of(one.address) for one in people]
    later: dict[str | None, Defer] = {}
    remarks: dict[str | None, Sequence[Reason]] = {}
    for place in dict.fromkeys(places):
        verdict = counsel.verdict_in(place)
        if isinstance(verdict, Defer):
            later[place] = verdict
        elif isinstance(verdict, Allow) and verdict.warnings:
            remarks[place] = verdict.warnings
    return Foreseen(later, remarks, await _refused(work, asked, people, places, cipher))


async def _refused(
    work: Work,
    asked: Question,
    people: Sequence[Recipient],
    places: Sequence[str | None],
    cipher: Cipher,
) -> list[int]:
    """The same question as at the hand-over (``consent.clearing``), for the company's own list."""
    against = Counsel(shipped(), replace(asked, consent="withdrawn"))
    hashes = (await digester(work.session, work.tenant_id, cipher)).of_many(
        "phone", [one.address for one in people]
    )
    refused = await consents.suppressed(work.session, work.tenant_id, "marketing", "sms", hashes)
    return [
        place
        for place, (address_hash, territory) in enumerate(zip(hashes, places, strict=True))
        if address_hash in refused and isinstance(against.verdict_in(territory), Deny)
    ]
