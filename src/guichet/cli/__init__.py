"""The installed program, ``guichet``: wiring of commands only, one file per command."""

import sys
from asyncio import CancelledError

from guichet.kit.faults import OperatorFault


def main() -> None:
    """Run ``guichet`` with the arguments of this process.

    Ends with 0 when done, 2 when the arguments or settings are wrong, 1 when it cannot go on.
    """
    from guichet.cli.commands import app

    try:
        app()
    except OperatorFault as fault:
        print(f"guichet: {fault}", file=sys.stderr)
        sys.exit(fault.exit_code)
    except (KeyboardInterrupt, CancelledError):
        sys.exit(130)
