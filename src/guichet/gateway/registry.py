"""Which channels there are: found by folder, so that adding one edits nothing."""

import importlib
import inspect
import pkgutil
from collections.abc import Mapping, Sequence
from types import ModuleType

from guichet.gateway.contract import AnyChannel, AnyDoor, Channel, Front, PeerRoute, Tools
from guichet.kit.cipher import Cipher

CHANNELS_PACKAGE = "guichet.channels"


class BadChannel(Exception):
    """A folder under ``guichet.channels`` does not hold what the contract asks; says what."""


class Registry:
    """The channels found, by kind."""

    def __init__(self, kinds: Mapping[str, type[AnyChannel]], cipher: Cipher | None = None) -> None:
        self._kinds = dict(kinds)
        self.cipher = cipher
        """Opens and closes the secrets in settings; without it there can be none."""

    def kinds(self) -> Sequence[type[AnyChannel]]:
        """All channels, in the order of their kinds."""
        return [self._kinds[name] for name in sorted(self._kinds)]

    def find(self, kind: str) -> type[AnyChannel] | None:
        """The channel of that kind, or none when its folder is gone."""
        return self._kinds.get(kind)

    def make(self, door: AnyDoor, tools: Tools) -> AnyChannel:
        """The channel of an entry point. Raises ``KeyError`` for an unknown kind."""
        return self._kinds[door.kind](door, tools)

    def routes(self, front: Front) -> list[PeerRoute]:
        """The routes of all channels."""
        return [route for channel in self.kinds() for route in channel.routes(front)]


def discover(package: str = CHANNELS_PACKAGE, cipher: Cipher | None = None) -> Registry:
    """Import every folder of ``package`` and take its channel. Raises ``BadChannel``."""
    root = importlib.import_module(package)
    names = [module.name for module in pkgutil.iter_modules(root.__path__) if module.ispkg]
    return Registry({name: _channel_in(f"{package}.{name}", name) for name in names}, cipher)


def _channel_in(module_name: str, folder: str) -> type[AnyChannel]:
    found = _channels_of(importlib.import_module(module_name))
    if len(found) != 1:
        raise BadChannel(f"{module_name} must expose exactly one Channel, found {len(found)}")
    channel = found[0]
    if channel.kind != folder:
        raise BadChannel(f"{module_name}: kind is {channel.kind!r}, the folder is {folder!r}")
    return channel


def _channels_of(module: ModuleType) -> list[type[AnyChannel]]:
    return [
        value
        for value in vars(module).values()
        if inspect.isclass(value) and issubclass(value, Channel) and not inspect.isabstract(value)
    ]
