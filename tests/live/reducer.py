"""What a browser holds of one topic, after the frames it received: the reference in Python.

``web/packages/live`` has the same in TypeScript; both run ``reducer_cases.json``.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from guichet.kit.topics import Gone, Item, Patch

Key = tuple[str, str]


class Held:
    """The items of one topic."""

    def __init__(self) -> None:
        self.items: dict[Key, Item] = {}
        self._gone: dict[Key, int] = {}
        self.position = 0
        self.state = "opening"

    def replace(self, items: Iterable[Item], position: int) -> None:
        """A snapshot: everything before is forgotten."""
        self.items = {(item.kind, item.id): item for item in items}
        self._gone = {}
        self.position, self.state = position, "live"

    def apply(self, patch: Patch, position: int) -> None:
        """A patch: only what is newer than what is known counts."""
        for put in patch.puts:
            if put.version > self._known((put.kind, put.id)):
                self.items[put.kind, put.id] = put
                self._gone.pop((put.kind, put.id), None)
        for gone in patch.gone:
            self._remove(gone)
        self.position, self.state = max(self.position, position), "live"

    def receive(self, frame: Mapping[str, Any]) -> None:
        """Any frame of this topic."""
        match frame["op"]:
            case "snapshot":
                self.replace([Item(**item) for item in frame["items"]], frame["position"])
            case "patch":
                puts = [Item(**item) for item in frame["puts"]]
                gone = [Gone(**item) for item in frame["gone"]]
                self.apply(Patch(puts, gone), frame["position"])
            case "behind" | "refused":
                self.state = frame["op"]

    def _known(self, key: Key) -> int:
        held = self.items.get(key)
        return held.version if held else self._gone.get(key, -1)

    def _remove(self, gone: Gone) -> None:
        key = gone.kind, gone.id
        if gone.version >= self._known(key):
            self.items.pop(key, None)
            self._gone[key] = gone.version
