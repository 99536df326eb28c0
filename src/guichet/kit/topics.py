"""What a screen can subscribe to over ``/live``: the contract of a topic.

A topic answers two questions. *What is there now?* (:meth:`Topic.snapshot`, one REPEATABLE READ
transaction.) *What does this event change?* (:meth:`Topic.patch`, pure: the event's payload
carries the whole public value of the entity.) The test of tests holds them together: a snapshot
at A with the events A..B applied equals a snapshot at B (``tests/live/replay.py``).
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Protocol, TypeVar, runtime_checkable

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.kit.events.types import Event, Json
from guichet.kit.ids import TenantId, UserId


@dataclass(frozen=True, slots=True)
class Item:
    """An entity as a screen shows it. The pair (kind, id) names it within its topic."""

    kind: str
    id: str
    version: int
    """The entity's version: an item of an equal or lower version changes nothing."""
    value: Json


@dataclass(frozen=True, slots=True)
class Gone:
    """An entity that left the topic: deleted, or no longer of this viewer's concern."""

    kind: str
    id: str
    version: int
    """The entity's version when it left; it may come back with a higher one."""


@dataclass(frozen=True, slots=True)
class Patch:
    """What one event changes in one topic for one viewer."""

    puts: Sequence[Item] = ()
    gone: Sequence[Gone] = ()

    def __bool__(self) -> bool:
        return bool(self.puts or self.gone)


NOTHING = Patch()
"""The event does not concern this topic, or not this viewer."""


@dataclass(frozen=True, slots=True)
class Viewer:
    """Who looks."""

    user_id: UserId
    tenant_id: TenantId
    rights: frozenset[str]


P = TypeVar("P")
P_contra = TypeVar("P_contra", contravariant=True)


class Topic(Protocol[P]):
    """One kind of screen. ``P`` is what its parameters become, hashable: viewers who ask for
    equal parameters share the work.
    """

    @property
    def name(self) -> str:
        """``<room>.<screen>``, such as ``desk.inbox``."""
        ...

    @property
    def right(self) -> str:
        """The right a viewer needs, checked at opening and whenever rights change."""
        ...

    def parse(self, params: Mapping[str, Json]) -> P:
        """The parameters, checked.

        :raises Invalid: naming the field that is wrong.
        """
        ...

    async def snapshot(self, session: AsyncSession, viewer: Viewer, params: P) -> Sequence[Item]:
        """Everything in the topic now. ``session`` is a read-only transaction of the viewer's
        tenant, of one instant.

        :raises NotFound: the parameters name something that is not there for this viewer.
        """
        ...

    def patch(self, event: Event, viewer: Viewer, params: P) -> Patch:
        """What ``event``, of the viewer's tenant, changes. Pure and quick: it runs for every
        open topic at every event of the tenant. Taking the same event twice is harmless.
        """
        ...


@runtime_checkable
class Signalling(Protocol[P_contra]):
    """A topic that also forwards ephemeral signals (typing, pointers): plain NATS, never stored,
    dropped for a browser that does not keep up.
    """

    def signals(self, viewer: Viewer, params: P_contra) -> Sequence[str]:
        """The exact subjects to forward, all below ``guichet.signal.<tenant>.``."""
        ...


@runtime_checkable
class NarrowView(Protocol[P_contra]):
    """A topic that shows one thing and what belongs to it: events of others are not even tried. Of
    a thousand conversations that are open on screens, an event concerns one.
    """

    def shown(self, params: P_contra) -> str:
        """The thing that is shown."""
        ...

    def concerned(self, event: Event) -> str | None:
        """The thing ``event`` changes: ``patch`` says nothing where another one is shown."""
        ...


@runtime_checkable
class SharedView(Protocol[P_contra]):
    """A topic whose patches depend on less than the whole viewer: those of equal class share
    one computed and encoded patch. Without it every viewer counts as different.
    """

    def viewer_class(self, viewer: Viewer, params: P_contra) -> object:
        """Hashable; viewers of equal class (and equal parameters) get equal patches."""
        ...
