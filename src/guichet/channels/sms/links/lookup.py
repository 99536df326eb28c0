"""Asks a carrier about numbers (an HLR look-up) over HTTP, for links of any kind: what is asked and
how the answer is read are data.
"""

import asyncio
import json
from collections.abc import Mapping, Sequence
from ipaddress import ip_address
from typing import Annotated, Final
from urllib.parse import urlsplit

from pydantic import Field, StringConstraints

from guichet.channels.sms.links.filling import fill, place
from guichet.channels.sms.links.wording import Part, words
from guichet.gateway.mass.contract import CannotCheck, NumberFact, NumberState
from guichet.kit.guarded import GuardedClient, Network, Unreachable, networks
from guichet.kit.tasks import TaskGroup

AT_A_TIME: Final = 8
_NETWORK: Final = 6
"""Digits of a country and a network at most."""

Template = Annotated[str, StringConstraints(max_length=2_000)]
Path = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$", max_length=200)
]


class NumberLookup(Part):
    """Where and how numbers are asked about. Templates may hold ``{to}``, ``{to_digits}``,
    ``{account}`` and ``{secret}``.
    """

    address: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=500)] = Field(
        **words("Address", "Adresse")
    )
    headers: dict[str, Template] = Field({}, max_length=20, **words("Headers", "En-têtes"))
    state: Path = Field(**words("Where the state is", "Où est l'état"))
    states: dict[str, NumberState] = Field(
        max_length=50, **words("What its words mean", "Ce que veulent dire ses mots")
    )
    network: Path | None = Field(
        None,
        **words(
            "Where the network is",
            "Où est le réseau",
            "Country and network in digits (MCC, MNC).",
            "Pays et réseau en chiffres (MCC, MNC).",
        ),
    )
    ported: Path | None = Field(
        None, **words("Where it says whether ported", "Où est dit s'il est porté")
    )


async def look_up(
    how: NumberLookup, numbers: Sequence[str], values: Mapping[str, str]
) -> Sequence[NumberFact]:
    """What the carrier says of ``numbers``, in their order.

    :raises CannotCheck: it gives no usable answer
    """
    gate = asyncio.Semaphore(AT_A_TIME)
    async with GuardedClient(_private(how.address)) as client, TaskGroup() as group:
        asked = [
            group.create_task(_one(client, gate, how, number, values), name="number")
            for number in numbers
        ]
    told = [one.result() for one in asked]
    for one in told:
        if isinstance(one, Unreachable):
            raise CannotCheck(one.why) from one
    return [one for one in told if isinstance(one, NumberFact)]


def _private(address: str) -> tuple[Network, ...]:
    """Who operates the platform wrote the address down: a number in it may be a private one, a name
    has to lead to a public one.
    """
    host = urlsplit(address).hostname or ""
    try:
        return networks(str(ip_address(host)))
    except ValueError:
        return ()


async def _one(
    client: GuardedClient,
    gate: asyncio.Semaphore,
    how: NumberLookup,
    number: str,
    values: Mapping[str, str],
) -> NumberFact | Unreachable:
    known = {**values, "to": number, "to_digits": number.removeprefix("+")}
    headers = {name: fill(text, known) for name, text in how.headers.items()}
    async with gate:
        try:
            answer = await client.send("GET", fill(how.address, known), headers=headers)
        except Unreachable as fault:
            return fault
    if not 200 <= answer.status_code < 300:
        return Unreachable(str(answer.status_code))
    return read_fact(number, answer.content, how)


def read_fact(number: str, content: bytes, how: NumberLookup) -> NumberFact:
    """What an answer says of a number."""
    try:
        document: object = json.loads(content)
    except (ValueError, RecursionError):
        document = None
    word = place(document, how.state)
    state = how.states.get(word or "", how.states.get((word or "").lower(), "unknown"))
    network = place(document, how.network) if how.network else None
    if network is None or not (network.isascii() and network.isdigit()):
        network = None
    said = _truth(document, how.ported) if how.ported else None
    return NumberFact(number, state, network[:_NETWORK] if network else None, said)


def _truth(document: object, path: str) -> bool | None:
    found = document
    for step in path.split("."):
        found = found.get(step) if isinstance(found, Mapping) else None
    return found if isinstance(found, bool) else None
