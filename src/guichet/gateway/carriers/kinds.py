"""Which kinds of link there are: found by folder, like channels."""

import importlib
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import cast

from guichet.gateway.carriers.types import Route
from guichet.gateway.contract import ChannelSettings, PeerRoute
from guichet.gateway.entry_points.settings_at_rest import opened
from guichet.gateway.mass.contract import AnyLink, CallFront, LinkPreset, Links, RouteDoor
from guichet.gateway.registry import CHANNELS_PACKAGE
from guichet.kit.cipher import Cipher


class LinkKinds:
    """The kinds of link of this installation, and what opens the secrets in their settings."""

    def __init__(
        self,
        kinds: Mapping[str, type[AnyLink]],
        cipher: Cipher | None,
        presets: Mapping[str, Sequence[LinkPreset]] | None = None,
    ) -> None:
        self._kinds = dict(kinds)
        self._presets = dict(presets or {})
        self.cipher = cipher

    def all(self) -> Mapping[str, type[AnyLink]]:
        """By kind."""
        return self._kinds

    def presets(self, kind: str) -> Sequence[LinkPreset]:
        """Settings to begin with."""
        return self._presets.get(kind, ())

    def find(self, kind: str) -> type[AnyLink] | None:
        """The link of that kind, or none when its channel is gone."""
        return self._kinds.get(kind)

    def routes(self, front: CallFront) -> list[PeerRoute]:
        """The addresses carriers call."""
        return [route for _, link in sorted(self._kinds.items()) for route in link.routes(front)]

    def door(self, route: Route, bind: int = 1) -> RouteDoor[ChannelSettings] | None:
        """A route as its links see it; none when their kind is gone."""
        link = self.find(route.kind)
        if link is None:
            return None
        plain = opened(route.draft.settings, self.cipher, route.id)
        settings = link.Settings.model_validate(plain)
        return RouteDoor(route.id, route.kind, route.draft.title, settings, route.version, bind)


def discover(package: str = CHANNELS_PACKAGE, cipher: Cipher | None = None) -> LinkKinds:
    """Those of every channel that has a folder ``links``: its front door names them, ``LINKS``."""
    root = importlib.import_module(package)
    folders = [folder for path in root.__path__ for folder in Path(path).glob("*/links")]
    found: dict[str, type[AnyLink]] = {}
    presets: dict[str, Sequence[LinkPreset]] = {}
    for folder in sorted(folders):
        module = importlib.import_module(f"{package}.{folder.parent.name}.links")
        links = cast(Links, module.LINKS)
        found.update(links.kinds)
        presets.update(links.presets)
    return LinkKinds(found, cipher, presets)
