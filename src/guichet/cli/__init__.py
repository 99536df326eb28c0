"""The installed program, ``guichet``: wiring of commands only, one file per command."""

import sys
from asyncio import CancelledError

from guichet.kit.errors import Refusal
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
    except Refusal as refusal:
        print(f"guichet: {_in_words(refusal)}", file=sys.stderr)
        sys.exit(1)
    except (KeyboardInterrupt, CancelledError):
        sys.exit(130)


def _in_words(refusal: Refusal) -> str:
    from guichet.kit.i18n import sentence

    said = sentence("en", f"refusal.{refusal.code}", refusal.params)
    faults = [
        f"{fault.pointer}: {sentence('en', f'fault.{fault.code}', fault.params)}"
        for fault in refusal.faults
    ]
    return " ".join([said, *faults])
