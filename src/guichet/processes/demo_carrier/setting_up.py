"""What the demo company needs to send texts and to be answered: a carrier with a route, prices,
money, a name, a short code and somebody who hears it.

Made through the services at every start; what is there already stays as people left it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final
from uuid import UUID

from guichet.accounts.tenants import service as tenants
from guichet.accounts.works import SystemWorks
from guichet.gateway.carriers import service as carriers
from guichet.gateway.carriers.kinds import discover
from guichet.gateway.carriers.types import Ability, Carrier, Draft, Route
from guichet.gateway.entry_points import service as entry_points
from guichet.gateway.entry_points.settings_at_rest import shown
from guichet.gateway.entry_points.types import Draft as EntryPointDraft
from guichet.gateway.numbers import service as numbers
from guichet.gateway.numbers.types import Draft as NumberDraft
from guichet.gateway.registry import discover as channels
from guichet.kit.ground import Ground
from guichet.kit.work import SYSTEM, UnitOfWork, Work
from guichet.policies.names import service as names
from guichet.policies.types import SenderRules
from guichet.prices import service as prices
from guichet.prices.types import ListKind, PriceRow
from guichet.processes.demo import SHOP
from guichet.processes.demo_signups import seed_signups
from guichet.usage import service as usage
from guichet.usage.types import Caps, Entry, Terms

CARRIER: Final = "Opérateur de démonstration"
ROUTE: Final = "Opérateur de démonstration (SMPP)"
ACCOUNT: Final = "guichet"
PASSWORD: Final = "demo"  # noqa: S105 - of an operator who does not exist
SHORT_CODE: Final = "36180"
"""Sends what names no sender; telephones can answer it."""
KIND: Final = "sms"
NAME: Final = "VANILLE"
PROOF: Final = "Marque déposée à l’INPI par la maison (démonstration)."
CURRENCY: Final = "EUR"
PAID_IN: Final = 50_000_000
LOW_AT: Final = 5_000_000
MOST_A_DAY: Final = 20_000
NUMBERS: Final = "/demo/operator/numbers"
"""Where the operator is asked about numbers."""
_EVERYWHERE: Final = {"*": Ability(answerable=True, stop_by_reply=True)}
_PAGE: Final = 100


@dataclass(frozen=True, slots=True)
class _Sheet:
    """A price list: millionths for a part, by the beginning of numbers."""

    kind: ListKind
    name: str
    prices: Mapping[str, int]


SALE: Final = _Sheet(
    "sale",
    "Tarif de démonstration",
    {
        "262": 59_000,
        "33": 49_000,
        "269": 79_000,
        "230": 69_000,
        "590": 64_000,
        "594": 64_000,
        "596": 64_000,
        "32": 72_000,
        "44": 45_000,
        "49": 84_000,
        "1": 12_000,
    },
)
COST: Final = _Sheet(
    "cost",
    "Achat, opérateur de démonstration",
    {prefix: micros * 7 // 10 for prefix, micros in SALE.prices.items()},
)


async def set_up(ground: Ground, port: int) -> None:
    """Let the demo company send by the carrier that listens on ``port``. Safe to repeat."""
    works = SystemWorks(ground.system_db, ground.clock, ground.ids)
    async with works() as work:
        company = await tenants.find(work, SHOP)
        cost = await _price_list(work, COST)
        sale = await _price_list(work, SALE)
        await _route(work, ground, cost, port)
    if company is None:
        return
    async with works(SYSTEM, company.id) as work:
        await _allowance(work, sale)
        await _name(work)
        await _number(work)
    async with UnitOfWork(ground.request_db, ground.clock, ground.ids)(company.id, SYSTEM) as work:
        await _entry_point(work, ground)


async def last_port(ground: Ground) -> int:
    """Where the carrier listened before; 0: nowhere yet."""
    async with SystemWorks(ground.system_db, ground.clock, ground.ids)() as work:
        found = await _found_route(work)
    return int(found.draft.settings.get("port", 0)) if found else 0


async def _price_list(work: Work, sheet: _Sheet) -> UUID:
    found = await prices.lists(work.session, None, _PAGE)
    known = next(
        (one.id for one in found if (one.kind, one.name) == (sheet.kind, sheet.name)), None
    )
    if known is not None:
        return known
    made = await prices.create_list(work, sheet.kind, sheet.name, CURRENCY)
    rows = [PriceRow(prefix, work.now, micros) for prefix, micros in sheet.prices.items()]
    await prices.add_rows(work, made.id, rows, None)
    return made.id


async def _route(work: Work, ground: Ground, cost: UUID, port: int) -> None:
    kinds = discover(cipher=ground.cipher)
    found = await _found_route(work)
    lookup = _lookup(ground.settings.http_host, ground.settings.http_port)
    place = {"host": "127.0.0.1", "port": port, "lookup": lookup}
    if found is not None:
        held = shown(found.draft.settings)
        if any(held.get(name) != value for name, value in place.items()):
            draft = replace(found.draft, settings={**held, **place})
            await carriers.change_route(work, kinds, found.id, found.version, draft)
        return
    account = {
        "system_id": ACCOUNT,
        "password": PASSWORD,
        "sender": SHORT_CODE,
        "stop_code": SHORT_CODE,
    }
    draft = Draft(ROUTE, {**place, **account}, abilities=_EVERYWHERE, cost_list_id=cost)
    carrier = await carriers.create_carrier(work, CARRIER)
    await carriers.create_route(work, kinds, carrier.id, "smpp", draft)


def _lookup(host: str, port: int) -> dict[str, Any]:
    """This process answers for the operator; by a number, for names have to lead to public ones."""
    everywhere = ("", "0.0.0.0", "::")  # noqa: S104 - compared, not bound
    here = "127.0.0.1" if host in (*everywhere, "localhost") else host
    whole = f"[{here}]" if ":" in here else here
    return {
        "address": f"http://{whole}:{port}{NUMBERS}/{{to_digits}}",
        "headers": {},
        "state": "state",
        "states": {
            "reachable": "reachable",
            "absent": "absent",
            "unknown": "unknown_number",
        },
        "network": "network",
        "ported": "ported",
    }


async def _found_route(work: Work) -> Route | None:
    """The route of the carrier of that name, whatever its title is by now."""
    known = {one.id for one in await _carriers(work) if one.name == CARRIER}
    routes = await carriers.routes(work.session)
    return next((one for one in routes if one.carrier_id in known and one.kind == "smpp"), None)


async def _carriers(work: Work) -> Sequence[Carrier]:
    return await carriers.carriers(work.session, None, _PAGE)


async def _allowance(work: Work, sale: UUID) -> None:
    if await prices.list_at(work.session, work.tenant_id, work.now) is None:
        await prices.assign(work, sale, None, None)
    account = await usage.account(work.session, work.tenant_id)
    if account is None or not account.version:
        await usage.set_terms(work, Terms(CURRENCY, 0, LOW_AT, Caps(day=MOST_A_DAY)))
        paid = Entry("payment", "Virement de démonstration", "paid", "credit", PAID_IN, 0)
        await usage.credit(work, paid, CURRENCY)


async def _name(work: Work) -> None:
    known = await names.names(work.session, work.tenant_id)
    if any(one.name == NAME for one in known):
        return
    asked = await names.ask(work, NAME, PROOF, SenderRules())
    await names.decide(work, asked.id, registered=True, reason=None)


async def _number(work: Work) -> None:
    """The short code is the company's alone."""
    known = await numbers.page(work.session, None, _PAGE)
    if any(one.number == SHORT_CODE for one in known):
        return
    made = await numbers.add(work, SHORT_CODE, "RE", NumberDraft("Démonstration"), shared=False)
    await numbers.give(work, made.id, ())


async def _entry_point(work: Work, ground: Ground) -> None:
    """What telephones write comes to the desk."""
    if await entry_points.of_kind(work, KIND) is not None:
        return
    held = await numbers.held_by(work.session, work.tenant_id)
    if any(one.number == SHORT_CODE for one in held):
        draft = EntryPointDraft(f"SMS {SHORT_CODE}", "fr", (), {"number": SHORT_CODE})
        await entry_points.create(work, channels(cipher=ground.cipher), KIND, draft)
        await seed_signups(work, SHORT_CODE)
