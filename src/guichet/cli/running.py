"""How commands run: settings read, logs set up, an event loop."""

import sys
from collections.abc import Callable, Coroutine

from guichet.kit import logs
from guichet.kit.settings import Settings, load

Say = Callable[[str], None]


def prepare(*, demo: bool = False) -> Settings:
    """The settings; logging follows them.

    :raises SettingsFault: one line names the setting.
    """
    settings = load()
    if demo:
        settings = settings.model_copy(update={"demo": True})
    logs.configure(settings.log_level, settings.log_format)
    return settings


def say(text: str) -> None:
    """Tell the operator what happens."""
    print(f"guichet: {text}", file=sys.stderr, flush=True)


def run_async(work: Coroutine[None, None, None]) -> None:
    """Run ``work`` on uvloop to its end."""
    import uvloop

    uvloop.run(work)
