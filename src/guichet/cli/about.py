"""``guichet version``."""

import platform
from importlib.metadata import PackageNotFoundError, version


def run() -> None:
    """Print the versions of Guichet and of what it runs on."""
    print(f"guichet {installed()}")
    print(f"python {platform.python_version()}")


def installed() -> str:
    """Guichet's own version; ``unreleased`` in a checkout."""
    try:
        return version("guichet")
    except PackageNotFoundError:
        return "unreleased"
