"""Events fanned out in memory: one hub per process, no input or output of its own.

Viewers of one tenant who opened the same topic with equal parameters, and whom the topic does
not tell apart, form a *group*: each event is turned into a patch and encoded once per group.
"""

from collections import defaultdict
from collections.abc import Hashable, Iterator
from dataclasses import dataclass, field
from typing import Any

import structlog

from guichet.kit.events.types import Event
from guichet.kit.ids import TenantId
from guichet.kit.topics import NarrowView, Patch, SharedView, Topic, Viewer
from guichet.live import frames, metrics
from guichet.live.outlet import Outlet

MAX_PENDING = 2_000
"""Events kept for a topic whose snapshot is being read."""

_log = structlog.get_logger(__name__)


@dataclass(eq=False)
class Subscription:
    """One open topic of one socket."""

    outlet: Outlet
    ref: int
    pending: list[tuple[int, str]] | None = field(default_factory=list)
    """While the snapshot is read: the patches that came meanwhile. None once live."""
    lost: bool = False
    """Something was left out: it gets nothing more until it is opened again."""

    def patch(self, position: int, rest: str) -> None:
        """Hand on a patch, or keep it until the snapshot was sent."""
        if self.lost:
            return
        if self.pending is None:
            if not self.outlet.offer(frames.with_ref(self.ref, rest)):
                self.fall_behind()
        elif len(self.pending) < MAX_PENDING:
            self.pending.append((position, rest))
        else:
            self.lost = True

    def go_live(self, position: int) -> None:
        """The snapshot at ``position`` is in the outlet: now what came meanwhile, after it."""
        if self.lost:
            self.outlet.force(frames.behind(self.ref))
            return
        kept, self.pending = self.pending or [], None
        for at, rest in kept:
            if at > position:
                self.patch(at, rest)

    def fall_behind(self) -> None:
        """Say that there is more, once; opening again brings a snapshot."""
        if self.lost:
            return
        self.lost = True
        metrics.BEHIND.inc()
        if self.pending is None:
            self.outlet.force(frames.behind(self.ref))


GroupKey = tuple[str, Hashable, Hashable]


@dataclass(frozen=True, slots=True)
class View:
    """A topic as one viewer asked for it."""

    topic: Topic[Any]
    viewer: Viewer
    params: Hashable

    def key(self) -> GroupKey:
        """Equal for views that get equal patches."""
        if isinstance(self.topic, SharedView):
            shared = self.topic.viewer_class(self.viewer, self.params)
            return self.topic.name, self.params, shared
        return self.topic.name, self.params, self.viewer

    def patch(self, event: Event) -> Patch:
        """What ``event`` changes in it."""
        return self.topic.patch(event, self.viewer, self.params)


@dataclass(eq=False)
class Group:
    """Viewers who get equal patches."""

    view: View
    members: set[Subscription] = field(default_factory=set)


Narrow = tuple[str, str]
"""The name of a topic that shows one thing, and the thing."""


class _Groups:
    """The groups of one tenant: those that look at every event, and those of one thing each."""

    def __init__(self) -> None:
        self.all: dict[GroupKey, Group] = {}
        self._wide: dict[GroupKey, Group] = {}
        self._narrow: dict[Narrow, dict[GroupKey, Group]] = {}
        self._topics: dict[str, NarrowView[Any]] = {}

    def of(self, view: View) -> Group:
        """The group ``view`` belongs to, made when it is the first."""
        key = view.key()
        if (group := self.all.get(key)) is None:
            group = self.all[key] = self._home(view)[key] = Group(view)
        return group

    def leave(self, view: View, subscription: Subscription) -> None:
        """``subscription`` is of the group no more, and an empty group is none."""
        key = view.key()
        group = self.all.get(key)
        if group is None:
            return
        group.members.discard(subscription)
        if group.members:
            return
        del self.all[key]
        home = self._home(view)
        del home[key]
        if not home and isinstance(view.topic, NarrowView):
            del self._narrow[view.topic.name, view.topic.shown(view.params)]

    def _home(self, view: View) -> dict[GroupKey, Group]:
        topic = view.topic
        if not isinstance(topic, NarrowView):
            return self._wide
        self._topics[topic.name] = topic
        return self._narrow.setdefault((topic.name, topic.shown(view.params)), {})

    def concerned(self, event: Event) -> Iterator[Group]:
        """The groups whose patch by ``event`` may be something."""
        yield from self._wide.values()
        for name, topic in self._topics.items():
            try:
                thing = topic.concerned(event)
            except Exception:  # noqa: BLE001 - the topic's patch meets the same fault, and it is told there
                yield from (one for one in self.all.values() if one.view.topic.name == name)
                continue
            if thing is not None:
                yield from self._narrow.get((name, thing), {}).values()


class Hub:
    """All subscriptions of this process, by tenant and group."""

    def __init__(self) -> None:
        self._tenants: dict[TenantId, _Groups] = defaultdict(_Groups)
        self.position = 0
        """The newest event taken."""

    def join(self, view: View, subscription: Subscription) -> None:
        """From now on ``subscription`` gets the topic's patches."""
        self._tenants[view.viewer.tenant_id].of(view).members.add(subscription)

    def leave(self, view: View, subscription: Subscription) -> None:
        """``subscription`` gets nothing more; leaving twice is harmless."""
        groups = self._tenants.get(view.viewer.tenant_id)
        if groups is None:
            return
        groups.leave(view, subscription)
        if not groups.all:
            del self._tenants[view.viewer.tenant_id]

    def take(self, event: Event) -> None:
        """Hand ``event`` to everyone it concerns. Events come in order of position."""
        self.position = event.position
        groups = self._tenants.get(event.tenant_id)
        if groups:
            encoded = _Encoded(event.position)
            for group in groups.concerned(event):
                _tell(group, event, encoded)

    def reset(self) -> None:
        """History was replaced (a restore): everyone takes a new snapshot."""
        for group in self._groups():
            for member in group.members:
                member.fall_behind()

    def _groups(self) -> Iterator[Group]:
        for groups in self._tenants.values():
            yield from groups.all.values()


class _Encoded:
    """The encoded patches of one event: groups whose patches hold the same values share one."""

    def __init__(self, position: int) -> None:
        self._position = position
        self._by_content: dict[Hashable, tuple[Patch, str]] = {}
        """With the patch itself: while it is held, the identity of its values stays its own."""

    def rest(self, patch: Patch) -> str:
        key = (
            tuple((put.kind, put.id, put.version, id(put.value)) for put in patch.puts),
            tuple(patch.gone),
        )
        found = self._by_content.get(key)
        if found is None:
            found = self._by_content[key] = patch, frames.patch_rest(self._position, patch)
        return found[1]


def _tell(group: Group, event: Event, encoded: _Encoded) -> None:
    try:
        patch = group.view.patch(event)
    except Exception:  # noqa: BLE001 - a fault of one topic must not stop the others
        name = group.view.topic.name
        _log.exception("live.topic_failed", topic=name, event_kind=event.kind)
        metrics.FAILURES.labels(name).inc()
        for member in group.members:
            member.fall_behind()
        return
    if patch:
        rest = encoded.rest(patch)
        for member in group.members:
            member.patch(event.position, rest)
