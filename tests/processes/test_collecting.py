"""What lives long is not looked through again and again, and no garbage is kept for ever."""

import gc
import weakref
from collections.abc import Iterator

import pytest

from guichet.processes import collecting
from guichet.processes.collecting import Collecting
from tests.kit.events.conftest import running
from tests.waiting import eventually


class Node:
    """Refers to itself: only the collector frees it."""

    def __init__(self) -> None:
        self.me = self


@pytest.fixture(autouse=True)
def as_before() -> Iterator[None]:
    yield
    gc.unfreeze()
    gc.freeze()  # what later tests need not look through either


def test_what_is_young_and_dead_is_freed_and_what_lives_is_put_out_of_sight() -> None:
    dead, living = weakref.ref(Node()), Node()
    Collecting().settle()
    assert dead() is None
    assert gc.get_freeze_count() > 0
    assert not any(one is living for one in gc.get_objects())


def test_what_died_out_of_sight_is_freed_once_there_is_twice_as_much(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collecting, "FEW", 1)
    of_process = Collecting()  # as if there had been next to nothing the last time
    node = Node()
    gone = weakref.ref(node)
    of_process.settle()
    del node
    of_process.settle()
    assert gone() is not None, "out of sight"
    of_process._living = gc.get_freeze_count() // 3
    of_process.look(is_busy=True)
    assert gone() is not None, "not now"
    of_process.look()
    assert gone() is None


def test_while_there_is_little_more_than_before_nothing_is_looked_through() -> None:
    of_process = Collecting()
    of_process.settle()
    of_process.look()
    node = Node()
    gone = weakref.ref(node)
    of_process.settle()
    del node
    of_process.look()
    assert gone() is not None


async def test_what_a_process_begins_with_is_not_looked_through(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(collecting, "LOOKS", 1)
    monkeypatch.setattr(collecting, "RESTS", 0.0)
    looks: list[bool] = []

    class Counted(Collecting):
        def look(self, *, is_busy: bool = False) -> None:
            super().look(is_busy=is_busy)
            looks.append(is_busy)

    node = Node()
    gone = weakref.ref(node)
    async with running(Counted()):
        await eventually(lambda: looks)
        del node
        seen = len(looks)
        await eventually(lambda: len(looks) > seen + 2)
    assert gone() is not None, "nothing grew: all the code there is was not looked through again"
