"""The arithmetic of what is reserved, used, released and paid in. Pure.

    balance = credited - settled - reserved

Whatever comes in whatever order and however often, this holds, nothing reserved is used twice, and
who has to pay first is never below nothing. The statements of ``usage.repository`` do the same in
one step each; a test holds the two together.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from guichet.usage.types import Account, Entry, Hold, Order

Obstacle = Literal["sending_stopped", "other_currency", "not_enough", "day_cap", "month_cap"]
Key = tuple[str, str, str]


class Beyond(Exception):
    """More is to be used or released than was reserved: a fault of the program, not of anybody."""


class Different(Exception):
    """The same key came before with another amount."""


@dataclass(frozen=True, slots=True)
class Book:
    """An account with its reservations and lines."""

    account: Account
    holds: Mapping[str, Hold] = field(default_factory=dict)
    lines: Mapping[Key, Entry] = field(default_factory=dict)


def obstacle(account: Account, order: Order) -> Obstacle | None:
    """Why ``order`` cannot be reserved; none if it can."""
    if account.stopped_at is not None:
        return "sending_stopped"
    if account.currency != order.currency:
        return "other_currency"
    if account.free is not None and order.micros > max(account.free, 0):
        return "not_enough"
    day, month = counted(account, order)
    if account.caps.day is not None and day > account.caps.day:
        return "day_cap"
    if account.caps.month is not None and month > account.caps.month:
        return "month_cap"
    return None


def counted(account: Account, order: Order) -> tuple[int, int]:
    """How many messages of the order's day and month there would be with it."""
    same_day = account.day == order.today
    same_month = account.day is not None and (account.day.year, account.day.month) == (
        order.today.year,
        order.today.month,
    )
    return (
        order.count + (account.day_count if same_day else 0),
        order.count + (account.month_count if same_month else 0),
    )


def reserve(book: Book, order: Order) -> Book | Obstacle:
    """The book with ``order`` reserved; the same book if it was before."""
    if order.key in book.holds:
        return book
    against = obstacle(book.account, order)
    if against is not None:
        return against
    day, month = counted(book.account, order)
    account = replace(
        book.account,
        reserved=book.account.reserved + order.micros,
        day=order.today,
        day_count=day,
        month_count=month,
    )
    hold = Hold(order.key, order.micros, order.count)
    return replace(book, account=account, holds={**book.holds, order.key: hold})


def post(book: Book, entry: Entry) -> Book:
    """The book with ``entry`` written; the same book if it was before.

    :raises Beyond: it draws more than its reservation has left.
    :raises Different: its key is taken by another amount.
    """
    key = (entry.source_kind, entry.source_id, entry.part)
    if key in book.lines:
        if book.lines[key].micros != entry.micros:
            raise Different
        return book
    lines = {**book.lines, key: entry}
    account = book.account
    if entry.kind in ("credit", "refund"):
        paid = replace(account, credited=account.credited + entry.micros, low_told=False)
        return replace(book, account=paid, lines=lines)
    hold = book.holds.get(entry.hold or "")
    if hold is None or entry.micros > hold.left:
        raise Beyond
    used = entry.micros if entry.kind == "charge" else 0
    drawn = replace(hold, settled=hold.settled + used, released=hold.released + entry.micros - used)
    account = replace(
        account, reserved=account.reserved - entry.micros, settled=account.settled + used
    )
    return Book(account, {**book.holds, hold.key: drawn}, lines)


def alarms(account: Account) -> bool:
    """Whether somebody has to be told that little is left, and was not yet."""
    low = account.low_at is not None and account.free is not None and account.free < account.low_at
    return low and not account.low_told
