"""``guichet serve``."""

import gc

from guichet.cli.running import prepare, run_async, say
from guichet.processes import roles


def run(names: str | None, *, demo: bool) -> None:
    """Serve the named roles until stopped."""
    wanted = roles.PRESENT if names is None else roles.parse(names)
    settings = prepare(demo=demo)
    gc.disable()
    from guichet.processes.serve import Process, serve

    gc.freeze()  # what is imported stays; looking through it takes a fifth of the start
    gc.enable()
    run_async(serve(Process(settings, wanted, say)))
