"""What sending would do, before it is done."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Final
from uuid import UUID

from guichet.campaigns.audience import service as audiences
from guichet.campaigns.audience.service import Asking, Counted
from guichet.campaigns.audience.types import Frozen, Preview, Problem, Sample
from guichet.campaigns.saying import Saying
from guichet.campaigns.types import LOOKED_AT, SHOWN, Campaign, Excluded
from guichet.crm import service as contacts
from guichet.crm.types import Contact
from guichet.gateway.mass import checking
from guichet.gateway.mass.counting import Count
from guichet.gateway.mass.endings import Ending
from guichet.gateway.mass.types import Recipient
from guichet.kit.db.sessions import ReaderDatabase
from guichet.kit.errors import Invalid
from guichet.kit.money import Money
from guichet.kit.work import Work
from guichet.policies.territories import territory_of
from guichet.policies.types import Defer, Deny
from guichet.usage import service as usage

LONG: Final = timedelta(days=7)
"""Who has to wait for so long is told."""


@dataclass(frozen=True, slots=True)
class Looked:
    """What was read of an audience, outside of any transaction of the company's."""

    counted: Counted
    some: Sequence[tuple[UUID | None, str]]
    """A few of those who get it: to be shown, and counted where everybody's text is another one."""
    each: bool
    """Everybody's text is another one."""


async def look(reader: ReaderDatabase, said: Saying, of: Asking) -> Looked:
    """Count everybody, and pick some. It may take seconds where there are a million."""
    counted = await audiences.count(reader, of)
    limit = LOOKED_AT if said.is_personal else SHOWN + 1
    some = await audiences.some(reader, of, limit) if counted.recipients else ()
    return Looked(counted, some, said.is_personal)


async def preview(work: Work, one: Campaign, said: Saying, of: Asking, looked: Looked) -> Preview:
    """Price and show."""
    counted = looked.counted
    people = await _people(work, of, looked)
    problems = [*_of_audience(one, counted), *_of_law(counted, of), *_of_prices(of)]
    lack = said.lack(counted.recipients)
    problems += _of_refusal(lack) if lack is not None else []
    if not said.ready.text.strip():
        problems.insert(0, Problem("no_text", {}))
        return _shown(counted, problems)
    try:
        count = _counted(said, of, people)
    except Invalid as refusal:
        return _shown(counted, [*problems, *_of_refusal(refusal)])
    least, most = _prices(counted, count, of)
    problems += await _of_money(work, one, least, most)
    return Preview(
        counted.recipients,
        _exclusions(counted),
        (min(count.parts), max(count.parts)),
        least,
        most,
        count.longest.encoding.value,
        Ending(said.wording, of.at).of(people[0][1]).strip(),
        _samples(said, people, count),
        problems,
        counted.fingerprint,
        of.of.tariff.mark if of.of.tariff else None,
    )


async def price(work: Work, said: Saying, of: Asking, frozen: Frozen) -> Money | None:
    """The most a list that was made costs; none: nothing is charged."""
    counted = Counted(frozen.kept, frozen.gone, (), frozen.fingerprint)
    people = await _people(work, of, Looked(counted, frozen.some, said.is_personal))
    return _prices(counted, _counted(said, of, people), of)[1]


def unreadable(refusal: Invalid) -> Preview:
    """Of a text that cannot be read."""
    return Preview(0, (), (0, 0), None, None, "", "", (), _of_refusal(refusal))


def _of_refusal(refusal: Invalid) -> list[Problem]:
    return [Problem(one.code, one.params, place=one.pointer) for one in refusal.faults]


Somebody = tuple[Contact | None, str]
"""A card and the number."""


async def _people(work: Work, of: Asking, looked: Looked) -> list[Somebody]:
    """Some of those who get it; one nobody where nobody does, for the text to be counted."""
    known = await contacts.of_ids(work, [one for one, _ in looked.some if one is not None])
    some: list[Somebody] = [(known.get(one) if one else None, to) for one, to in looked.some]
    if looked.each and some:
        return some
    shown = {address for _, address in some}
    examples = [one for one in looked.counted.examples[:LOOKED_AT] if one not in shown]
    owners = await contacts.owners_of_phones(work, examples)
    some += [(owners.get(one), one) for one in examples]
    return some or [(None, NOBODY.get(of.of.territory, NOBODY["FR"]))]


NOBODY: Final[Mapping[str, str]] = {"FR": "+33600000000", "RE": "+262692000000"}
"""Numbers by whose place a text is counted while it goes to nobody."""


def _counted(said: Saying, of: Asking, people: Sequence[Somebody]) -> Count:
    recipients = [
        Recipient(address, said.values(at, contact))
        for at, (contact, address) in enumerate(people, 1)
    ]
    return checking.counted(said.wording, recipients, of.of.tariff, Ending(said.wording, of.at))


def _prices(counted: Counted, count: Count, of: Asking) -> tuple[Money | None, Money | None]:
    """What everybody costs, by the fewest and the most parts of each place's texts."""
    tariff = of.of.tariff
    if tariff is None:
        return None, None
    parts: dict[str | None, list[int]] = {}
    for address, needed in zip(count.addresses, count.parts, strict=True):
        parts.setdefault(territory_of(address), []).append(needed)
    least = most = 0
    for head, people in counted.kept.items():
        of_place = parts.get(territory_of(head), list(count.parts))
        price = (tariff.micros(head) or 0) * people
        least += price * min(of_place)
        most += price * max(of_place)
    return Money(least, tariff.currency), Money(most, tariff.currency)


def _samples(said: Saying, people: Sequence[Somebody], count: Count) -> list[Sample]:
    real = [(at, one) for at, one in enumerate(people, 1) if one[1] not in NOBODY.values()]
    return [
        Sample(
            contact.id if contact else None,
            contact.name if contact else None,
            address,
            said.text(at, contact),
            count.parts[at - 1],
        )
        for at, (contact, address) in real[:SHOWN]
    ]


def _shown(counted: Counted, problems: Sequence[Problem]) -> Preview:
    exclusions = _exclusions(counted)
    return Preview(counted.recipients, exclusions, (0, 0), None, None, "", "", (), problems)


def _exclusions(counted: Counted) -> list[Excluded]:
    return [Excluded(reason, count) for reason, count in counted.gone.items()]


def _of_audience(one: Campaign, counted: Counted) -> list[Problem]:
    if one.draft.audience.is_empty:
        return [Problem("nobody_chosen", {})]
    if counted.recipients:
        return []
    if counted.excluded:
        return [Problem("all_excluded", {"count": counted.excluded})]
    return [Problem("empty_audience", {})]


def _of_law(counted: Counted, of: Asking) -> list[Problem]:
    """Where it is forbidden, and where it has to wait for long."""
    heads = counted.kept or {one[: of.chosen.width]: 0 for one in NOBODY.values()}
    rulings = [of.law.ask("optin", head) for head in _one_of_each_place(heads)]
    problems: dict[str, Problem] = {}
    if any(isinstance(one, Deny) and one.reason.code == "never_opens" for one in rulings):
        problems["never_opens"] = Problem("never_opens", {})
    for opens in sorted(one.until for one in rulings if isinstance(one, Defer)):  # first is told
        until = opens.astimezone(of.of.zone)
        if opens > of.at + LONG:
            closed = Problem("closed_for_long", {"until": f"{until:%Y-%m-%d}"})
        else:
            closed = Problem("closed_now", {"until": f"{until:%Y-%m-%d %H:%M}"}, stops=False)
        problems.setdefault(closed.code, closed)
    return [*problems.values(), *_forbidden(counted)]


def _forbidden(counted: Counted) -> list[Problem]:
    """What the law says to those it forbids."""
    if "not_allowed" not in counted.gone:
        return []
    stops = not counted.recipients
    return [Problem("not_allowed", {"count": counted.gone["not_allowed"]}, stops=stops)]


def _one_of_each_place(heads: Iterable[str]) -> list[str]:
    return list({territory_of(one): one for one in heads}.values())


async def _of_money(
    work: Work, one: Campaign, least: Money | None, most: Money | None
) -> list[Problem]:
    if least is None or most is None:
        return []
    problems: list[Problem] = []
    account = await usage.account(work.session, work.tenant_id)
    if account is not None and account.stopped_at is not None:
        problems.append(Problem("sending_stopped", {"reason": account.stopped_reason or ""}))
    if account is not None and account.free is not None and account.free < least.micros:
        left = Money(max(account.free, 0), account.currency)
        problems.append(Problem("not_enough", {"needed": least.plain, "left": left.plain}))
    cap = one.draft.spend_cap
    if cap is not None and cap.currency != least.currency:
        problems.append(Problem("cap_other_currency", {"currency": least.currency}))
    elif cap is not None and cap < most:
        problems.append(Problem("cap_too_low", {"cap": cap.plain}, stops=False))
    return problems


def _of_prices(of: Asking) -> list[Problem]:
    """Where prices change soon after it begins: it may still be on its way then."""
    tariff = of.of.tariff
    if tariff is None or tariff.until is None or tariff.until > of.at + LONG:
        return []
    day = f"{tariff.until.astimezone(of.of.zone):%Y-%m-%d %H:%M}"
    return [Problem("prices_change", {"at": day}, stops=False)]
