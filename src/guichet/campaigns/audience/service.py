"""Who a campaign goes to: looked at, and written down. Counting and writing ask one statement and
decide by the same rules, so that the number shown is the number written.
"""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.campaigns.audience import reasons, repository
from guichet.campaigns.audience.repository import Chosen
from guichet.campaigns.types import Audience, Campaign, ExclusionReason, LeftOut
from guichet.consent.addresses import Digester, digester
from guichet.crm.segments import service as segments
from guichet.crm.segments.language import All, Condition
from guichet.crm.segments.service import Question
from guichet.crm.segments.types import FactSource
from guichet.gateway.mass import terms as mass_terms
from guichet.gateway.mass.care import question
from guichet.gateway.mass.terms import Terms
from guichet.gateway.mass.types import Wording
from guichet.kit.cipher import Cipher
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.errors import FieldFault, Invalid, NotFound
from guichet.kit.work import Work
from guichet.policies.presets import shipped
from guichet.policies.territories import HEAD, territory_of
from guichet.policies.types import ConsentState
from guichet.policies.types import Verdict as Ruling
from guichet.policies.verdicts import Counsel
from guichet.prices import service as prices
from guichet.prices.rating import Tariff

_LOW: Final = (1 << 63) - 1
Facts = Mapping[str, FactSource]


@dataclass(frozen=True, slots=True)
class Digests:
    """What the audience needs to know refusers by."""

    cipher: Cipher
    platform: Digester


@dataclass(frozen=True, slots=True)
class Asking:
    """An audience on its way to the database, and by what its people are judged."""

    chosen: Chosen
    twice: Sequence[str]
    """Numbers that were typed in more than once: each time beyond the first."""
    terms: reasons.Terms
    of: Terms
    """Those of mass sending."""
    law: "Law"
    at: datetime
    """When they are believed to get it."""


async def asking(
    work: Work, one: Campaign, wording: Wording, digests: Digests, facts: Facts
) -> Asking:
    """What an audience is asked with.

    :raises Invalid: it speaks of what the tenant does not have
    """
    audience = one.draft.audience
    at = max(one.draft.timing.at or work.now, work.now)
    of = await _terms(work, at)
    offers = wording.purpose == "marketing"
    law = Law(wording, of, at)
    numbers = tuple(dict.fromkeys(audience.numbers))
    cap = of.stricter.cap if offers else None
    since = work.now - timedelta(days=cap.days) if cap is not None else None
    recent = await repository.recent_offers(work, since) if since is not None else ()
    chosen = Chosen(
        work.tenant_id,
        await _people(work, audience, facts),
        numbers,
        await _minus(work, audience.minus, audience, facts),
        audience.minus.numbers,
        _width(of.tariff),
        await digester(work.session, work.tenant_id, digests.cipher) if offers else None,
        digests.platform,
        recent,
        since,
        in_order=one.draft.timing.local,
        control=audience.control,
        seed=one.id.int & _LOW,
    )
    declared = one.draft.wording.consent
    terms = reasons.Terms(
        offers, declared, Served(of.tariff), law.ask, cap.count if cap is not None else None
    )
    return Asking(chosen, _twice(audience.numbers), terms, of, law, at)


async def _terms(work: Work, at: datetime) -> Terms:
    """Those of now, with the prices of when it goes."""
    of = await mass_terms.read(work.session, work.tenant_id, work.now)
    if of.tariff is None or of.tariff.until is None or of.tariff.until > at:
        return of
    return replace(of, tariff=await prices.tariff_of(work.session, work.tenant_id, at))


def _twice(numbers: Sequence[str]) -> list[str]:
    times = Counter(numbers)
    return [one for one, count in times.items() for _ in range(count - 1)]


class Law:
    """Asked once for each territory and consent."""

    def __init__(self, wording: Wording, of: Terms, at: datetime) -> None:
        self._asked = question(wording, of.stricter, of.registered, at)
        self._counsels: dict[ConsentState, Counsel] = {}

    def ask(self, consent: ConsentState, head: str) -> Ruling:
        """The answer for somebody of this consent whose number begins so."""
        counsel = self._counsels.get(consent)
        if counsel is None:
            asked = replace(self._asked, consent=consent)
            counsel = self._counsels[consent] = Counsel(shipped(), asked)
        return counsel.verdict_in(territory_of(head))


@dataclass(frozen=True, slots=True)
class Served:
    """Whether somebody carries messages to numbers that begin so."""

    tariff: Tariff | None
    _known: dict[str, bool] = field(default_factory=dict)

    def __call__(self, head: str) -> bool:
        """Everywhere, where nothing is charged."""
        if self.tariff is None:
            return True
        known = self._known.get(head)
        if known is None:
            known = self._known[head] = self.tariff.micros(head) is not None
        return known


def _width(tariff: Tariff | None) -> int:
    longest = max((len(prefix) for prefix in tariff.prices), default=0) if tariff else 0
    return max(longest + 1, HEAD)


async def _people(work: Work, audience: Audience, facts: Facts) -> list[object]:
    conditions: list[tuple[str, Condition]] = []
    if audience.everybody:
        conditions.append(("audience/everybody", All(of=[])))
    conditions += [(f"audience/conditions/{at}", one) for at, one in enumerate(audience.conditions)]
    conditions += await _kept(work, audience.segments, audience.lists, "audience")
    return [await _asked(work, at, one, audience, facts) for at, one in conditions]


async def _minus(work: Work, minus: LeftOut, audience: Audience, facts: Facts) -> list[object]:
    kept = await _kept(work, minus.segments, minus.lists, "audience/minus")
    return [await _asked(work, at, one, audience, facts) for at, one in kept]


async def _kept(
    work: Work, segment_ids: Sequence[UUID], list_ids: Sequence[UUID], place: str
) -> list[tuple[str, Condition]]:
    found: list[tuple[str, Condition]] = []
    faults: list[FieldFault] = []
    for at, one in enumerate(segment_ids):
        try:
            held = await segments.segment(work, one)
        except NotFound:
            faults.append(FieldFault(f"{place}/segments/{at}", "no_such_segment"))
        else:
            found.append((f"{place}/segments/{at}", held.condition))
    for at, one in enumerate(list_ids):
        try:
            found.append(
                (
                    f"{place}/lists/{at}",
                    segments.in_list((await segments.static_list(work, one)).id),
                )
            )
        except NotFound:
            faults.append(FieldFault(f"{place}/lists/{at}", "no_such_list"))
    if faults:
        raise Invalid(None, tuple(faults))
    return found


async def _asked(
    work: Work, at: str, condition: Condition, audience: Audience, facts: Facts
) -> object:
    asked = Question(condition, audience.parameters)
    try:
        of = await segments.asked(work, asked, facts)
    except Invalid as refusal:
        faults = [FieldFault(at, one.code, one.params) for one in refusal.faults]
        raise Invalid(None, tuple(faults)) from None
    return segments.people_in(work.tenant_id, condition, of)


@dataclass(frozen=True, slots=True)
class Counted:
    """An audience, counted."""

    kept: Mapping[str, int]
    """How many get it, by how their numbers begin."""
    gone: Mapping[ExclusionReason, int]
    examples: Sequence[str]
    """Some of the numbers that get it."""
    fingerprint: str

    @property
    def recipients(self) -> int:
        """How many get it."""
        return sum(self.kept.values())

    @property
    def excluded(self) -> int:
        """How many do not."""
        return sum(self.gone.values())


async def count(reader: ReaderDatabase, of: Asking) -> Counted:
    """How many get it, and how many do not and why."""
    async with reader.snapshot() as session, repository.patiently(session):
        found = await repository.count(session, of.chosen)
    kept, gone = reasons.counted({who: alike.count for who, alike in found.items()}, of.terms)
    if of.twice:
        gone["same_number"] = gone.get("same_number", 0) + len(of.twice)
    going = [alike for who, alike in found.items() if reasons.reason_of(who, of.terms) is None]
    examples = [alike.example for alike in going if alike.example is not None]
    mark = 0
    for alike in going:
        mark ^= alike.mark
    return Counted(kept, gone, examples, fingerprint_of(mark))


def fingerprint_of(mark: int) -> str:
    """How the mark of all people of a list is written."""
    return f"{mark & 0xFFFF_FFFF_FFFF_FFFF:016x}"


async def some(reader: ReaderDatabase, of: Asking, limit: int) -> list[tuple[UUID | None, str]]:
    """A few of those who get it."""
    async with reader.snapshot() as session, repository.patiently(session):
        found = await repository.some(session, of.chosen, limit)
    return [
        (contact_id, address)
        for contact_id, address, candidate in found
        if reasons.reason_of(candidate, of.terms) is None
    ]
