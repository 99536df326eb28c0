"""Parts of a text are kept and answered one by one, and sent as one text once all are there."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.gateway.across import AcrossTenants
from guichet.gateway.clients import repository
from guichet.gateway.clients.repository import Part
from guichet.gateway.clients.types import SmppAccount
from guichet.kit.errors import Unavailable
from guichet.kit.grouping import Grouping
from guichet.kit.ids import IdMaker
from guichet.protocols.gsm7.alphabets import Encoding, Shift
from guichet.protocols.gsm7.joining import InboundPart, PartKey, Whole
from guichet.protocols.smpp.texts import UserText

WAIT: Final = timedelta(minutes=10)
"""How long a part waits for the others."""
MOST_TOGETHER: Final = 200


class Parts:
    """Of one process."""

    def __init__(self, across: AcrossTenants, ids: IdMaker) -> None:
        self._across = across
        self._ids = ids
        self._keeping = Grouping[bool, Part, bool](self._keep, MOST_TOGETHER)

    async def keep(
        self, account: SmppAccount, content: UserText, people: tuple[str, str], now: datetime
    ) -> tuple[UUID, Sequence[Part]]:
        """Commit a part; gives its id, and all parts of the text once none is missing.

        :raises Unavailable: it was not kept
        """
        assert content.part is not None  # else it is no part
        reference, total, place, bits = content.part
        part = Part(
            account.tenant_id,
            self._ids.new(),
            account.id,
            f"{people[0]}|{people[1]}|{reference}|{bits}",
            total,
            place,
            content.octets,
            content.encoding.name,
            f"{content.shift.locking}.{content.shift.single}",
            now,
        )
        if not (await self._keeping.ask(True, part) or await self._alone(part)):
            raise Unavailable
        async with self._across() as session:
            there = await repository.parts_of(session, account.id, part.text_key, now - WAIT)
        newest = {one.number: one for one in there if one.total == total}
        whole = [newest[number] for number in sorted(newest)] if len(newest) == total else []
        return part.id, whole

    async def drop(self, part: Part) -> None:
        """The text of ``part`` was sent, or cannot be."""
        async with self._across() as session:
            await repository.drop_parts(session, part.account_id, part.text_key)

    async def _alone(self, part: Part) -> bool:
        return bool((await self._keep(True, [part]))[0])

    async def _keep(self, _key: bool, several: Sequence[Part]) -> Sequence[bool]:
        async with self._across() as session:
            await repository.keep_parts(session, several)
        return [True] * len(several)


def joined(parts: Sequence[Part]) -> str:
    """The text of all parts, in their order."""
    key = PartKey("", "", 0)
    several = tuple(
        InboundPart(key, one.total, one.number, one.octets, Encoding[one.encoding], _shift(one))
        for one in parts
    )
    return Whole(key, parts[0].total, several).text


def _shift(part: Part) -> Shift:
    locking, _, single = part.shift.partition(".")
    return Shift(int(locking), int(single))
