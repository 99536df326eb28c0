"""Whom a text from a telephone is for. Pure.

A keyword at its head decides; else the conversation the telephone had lately at this number; else
the entry point without keywords; of a shared number, that of the company that wrote last.
"""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta
from typing import Final
from uuid import UUID

from guichet.gateway.numbers.keywords import first_words, folded_keyword
from guichet.gateway.numbers.types import LAST_SENDER_DAYS, Holding, Number
from guichet.gateway.telephones.types import Line, Stray, Talk, Wrote
from guichet.kit.ids import TenantId
from guichet.kit.phones import e164

TALK_LASTS: Final = timedelta(days=7)
"""How long words without a keyword go on where the last ones went."""
NOWHERE: Final = Stray("no_such_number")
NOBODY: Final = Stray("nobody_listens")
NO_KEYWORD: Final = Stray("no_keyword")
_SHORTEST: Final = 8
"""Digits of a telephone's number, the country's counted; fewer are a short code."""


def digits_of(number: str) -> str:
    """A number of ours however a carrier writes it."""
    return number.strip().removeprefix("+").removeprefix("00")


def telephone_of(written: str, territory: str) -> str | None:
    """A sender as E.164; none if nobody can be answered: a name, a short code."""
    bare = written.strip()
    digits = bare.removeprefix("+")
    if not digits.isascii() or not digits.isdigit() or len(digits) < _SHORTEST:
        return None
    if digits.startswith("0"):
        return e164(digits, territory)
    return f"+{digits}"


class Board:
    """Numbers, who holds them and who listens, at one moment."""

    def __init__(
        self, numbers: Iterable[Number], holdings: Iterable[Holding], lines: Iterable[Line]
    ) -> None:
        self._numbers = {digits_of(one.number): one for one in numbers}
        self._holdings: dict[str, list[Holding]] = defaultdict(list)
        for held in holdings:
            self._holdings[held.number].append(held)
        self._lines: dict[str, list[Line]] = defaultdict(list)
        self._accounts: dict[UUID, str] = {}
        for line in lines:
            if line.account is not None:
                self._accounts[line.entry_point_id] = line.account
            if self._may(line):
                self._lines[line.number].append(line)

    def number(self, written: str) -> Number | None:
        """The number a carrier names."""
        return self._numbers.get(digits_of(written))

    def holders(self, number: Number) -> tuple[TenantId, ...]:
        """The companies that may use it."""
        return tuple(one.tenant_id for one in self._holdings.get(number.number, ()))

    def line_of(self, number: Number, tenant_id: TenantId) -> Line | None:
        """Where a company hears what names no keyword; else where it hears anything."""
        theirs = [one for one in self._listening(number) if one.tenant_id == tenant_id]
        bare = (one for one in theirs if not one.keyword)
        return next(bare, theirs[0] if theirs else None)

    def account_of(self, entry_point_id: UUID) -> str | None:
        """The company's own system that gets what comes in there, too."""
        return self._accounts.get(entry_point_id)

    def named(self, number: Number, text: str) -> Line | None:
        """The line whose keyword stands at the head of ``text``."""
        words = first_words(text)
        found = {folded_keyword(one.keyword): one for one in self._listening(number) if one.keyword}
        return next((found[word] for word in words if word in found), None)

    def keyword_holder(self, number: Number, word: str) -> TenantId | None:
        """The company a keyword of a shared number belongs to."""
        wanted = folded_keyword(word)
        return next(
            (
                held.tenant_id
                for held in self._holdings.get(number.number, ())
                if wanted and wanted in {folded_keyword(one) for one in held.keywords}
            ),
            None,
        )

    def addressed(
        self,
        number: Number | None,
        text: str,
        talk: Talk | None,
        wrote: Sequence[Wrote],
        now: datetime,
    ) -> Line | Stray:
        """Whom a text is for."""
        if number is None:
            return NOWHERE
        named = self.named(number, text)
        if named is not None:
            return named
        last = _latest(wrote, number, now)
        if talk is not None and now - talk.at <= TALK_LASTS:
            moved_on = number.shared and last is not None and last.at > talk.at
            if not moved_on or (last is not None and last.tenant_id == talk.tenant_id):
                gone_on = self._same(number, talk)
                if gone_on is not None:
                    return gone_on
        if not number.shared:
            holders = self.holders(number)
            found = self.line_of(number, holders[0]) if holders else None
            if found is None:
                return NOBODY
            return found if not found.keyword else NO_KEYWORD
        found = self.line_of(number, last.tenant_id) if last is not None else None
        return found or (NO_KEYWORD if self._listening(number) else NOBODY)

    def concerned(
        self, number: Number | None, text: str, wrote: Sequence[Wrote], now: datetime
    ) -> tuple[TenantId, ...]:
        """Whom it concerns when somebody tells "us" to stop, or to start again. ``wrote``: when
        each company wrote to the telephone last, for a shared number or one nobody knows: offers
        may name it whoever holds it.
        """
        ever = tuple(one.tenant_id for one in wrote)
        if number is None:
            last = _latest(wrote, None, now)
            return (last.tenant_id,) if last else ever
        holders = self.holders(number)
        if not number.shared:
            return holders
        words = text.split()
        named = self.keyword_holder(number, words[1]) if len(words) > 1 else None
        if named is not None:
            return (named,)
        last = _latest(wrote, number, now)
        if number.draft.stop == "last" and last is not None:
            return (last.tenant_id,)
        return ever or holders

    def _listening(self, number: Number) -> list[Line]:
        return self._lines.get(number.number, [])

    def _same(self, number: Number, talk: Talk) -> Line | None:
        return next(
            (
                one
                for one in self._listening(number)
                if one.entry_point_id == talk.entry_point_id and one.tenant_id == talk.tenant_id
            ),
            None,
        )

    def _may(self, line: Line) -> bool:
        """Whether the company still holds what the entry point claims."""
        word = folded_keyword(line.keyword)
        return any(
            held.tenant_id == line.tenant_id
            and (not held.shared or word in {folded_keyword(one) for one in held.keywords})
            for held in self._holdings.get(line.number, ())
        )


def _latest(wrote: Sequence[Wrote], number: Number | None, now: datetime) -> Wrote | None:
    """Who wrote last, if that is not too long ago."""
    days = number.draft.stop_days if number is not None else LAST_SENDER_DAYS
    recent = [one for one in wrote if now - one.at <= timedelta(days=days)]
    return max(recent, key=lambda one: one.at, default=None)
