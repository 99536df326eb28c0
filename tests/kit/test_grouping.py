"""Who asks while a group is being written goes with the next one."""

import asyncio
from collections.abc import Sequence

import pytest

from guichet.kit.grouping import Grouping


class Book:
    """Writes groups when the test says so, and remembers them."""

    def __init__(self, most: int = 3) -> None:
        self.groups: list[tuple[str, list[int]]] = []
        self.may_write = asyncio.Event()
        self.fault: BaseException | None = None
        self.grouping = Grouping(self._write, most, (TimeoutError,))

    async def _write(self, key: str, group: Sequence[int]) -> Sequence[int | None]:
        self.groups.append((key, list(group)))
        await self.may_write.wait()
        if self.fault is not None:
            raise self.fault
        return [None if asked < 0 else asked * 10 for asked in group]

    def ask(self, *asked: int, key: str = "a") -> "list[asyncio.Task[int | None]]":
        """Several ask, one after the other."""
        return [asyncio.create_task(self.grouping.ask(key, one)) for one in asked]


async def turns() -> None:
    """Let everybody do what can be done now."""
    for _ in range(10):
        await asyncio.sleep(0)


async def test_alone_one_is_written_at_once_and_what_comes_meanwhile_together() -> None:
    book = Book()
    asked = book.ask(1, 2, 3)
    await turns()
    assert book.groups == [("a", [1])]
    book.may_write.set()
    assert await asyncio.gather(*asked) == [10, 20, 30]
    assert book.groups == [("a", [1]), ("a", [2, 3])]


async def test_a_group_has_a_most_and_keeps_the_order_they_came_in() -> None:
    book = Book()
    asked = book.ask(*range(1, 9))
    await turns()
    book.may_write.set()
    assert await asyncio.gather(*asked) == [10 * one for one in range(1, 9)]
    assert [group for _, group in book.groups] == [[1], [2, 3, 4], [5, 6, 7], [8]]


async def test_other_keys_do_not_wait_and_nothing_is_kept_of_a_line_that_ended() -> None:
    book = Book()
    asked = [*book.ask(1, key="a"), *book.ask(2, key="b")]
    await turns()
    assert book.groups == [("a", [1]), ("b", [2])]
    book.may_write.set()
    assert await asyncio.gather(*asked) == [10, 20]
    assert not book.grouping._lines


async def test_one_of_a_group_may_be_told_to_go_by_itself() -> None:
    book = Book()
    asked = book.ask(1, -2, 3)
    await turns()
    book.may_write.set()
    assert await asyncio.gather(*asked) == [10, None, 30]


async def test_when_a_group_fails_each_goes_by_itself_and_the_next_group_is_written() -> None:
    book = Book()
    asked = book.ask(1, 2)
    await turns()
    book.fault = ValueError("the database is away")
    book.may_write.set()
    assert await asyncio.gather(*asked) == [None, None]
    book.fault = None
    assert await asyncio.gather(*book.ask(4)) == [40]


async def test_what_each_would_meet_by_itself_is_told_to_all_and_the_next_group_is_written() -> (
    None
):
    book = Book()
    asked = book.ask(1, 2, 3)
    await turns()
    book.fault = TimeoutError("no connection is free")
    book.may_write.set()
    told = await asyncio.gather(*asked, return_exceptions=True)
    assert told == [book.fault] * 3
    book.fault = None
    assert await asyncio.gather(*book.ask(4)) == [40]
    assert not book.grouping._lines


async def test_who_leaves_while_waiting_is_not_written() -> None:
    book = Book()
    first, second, third = book.ask(1, 2, 3)
    await turns()
    second.cancel()
    await turns()
    book.may_write.set()
    assert [await first, await third] == [10, 30]
    assert book.groups == [("a", [1]), ("a", [3])]


async def test_when_the_one_who_writes_is_cut_off_the_others_go_by_themselves() -> None:
    book = Book()
    first = book.ask(1)
    await turns()
    others = book.ask(2, 3, 4, 5)
    await turns()
    first[0].cancel()
    await turns()
    assert book.groups[-1] == ("a", [2, 3, 4])
    others[0].cancel()
    await turns()
    book.may_write.set()
    with pytest.raises(asyncio.CancelledError):
        await others[0]
    assert await asyncio.gather(*others[1:]) == [None, None, 50]
    assert not book.grouping._lines


async def test_who_leaves_at_the_moment_of_getting_the_pen_hands_it_on() -> None:
    book = Book(most=1)
    first, second, third = book.ask(1, 2, 3)
    await turns()
    book.may_write.set()
    assert await first == 10
    second.cancel()
    assert await third == 30
    assert not book.grouping._lines


async def test_who_leaves_in_the_instant_of_their_turn_stops_nobody() -> None:
    book = Book()
    first, leaves = book.ask(1, 2)
    await turns()
    book.may_write.set()
    leaves.cancel()
    assert await first == 10
    await turns()
    assert leaves.cancelled()
    assert await asyncio.wait_for(book.ask(3)[0], 5) == 30
