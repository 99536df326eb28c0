"""The roles a process can take: any subset per process, all of them by default."""

from enum import StrEnum

from guichet.kit.faults import OperatorFault


class Role(StrEnum):
    """One part of Guichet that can run in a process of its own."""

    WEB = "web"
    ROUTER = "router"
    SMS = "sms"
    MAIL = "mail"
    VOICE = "voice"
    WORKER = "worker"


TO_COME: dict[Role, str] = {
    Role.MAIL: "e-mail channels",
    Role.VOICE: "telephone channels",
}
"""Roles this release has nothing to do for, and what they will be."""


class RoleFault(OperatorFault):
    """The roles asked for cannot be served. The text is one line that says why."""

    exit_code = 2


def parse(text: str) -> frozenset[Role]:
    """The roles named in ``text``, separated by commas.

    :raises RoleFault: a name is unknown, or nothing asked for is part of this release.
    """
    names = [name.strip() for name in text.split(",") if name.strip()]
    unknown = [name for name in names if name not in set(Role)]
    if unknown or not names:
        raise RoleFault(
            f"--roles: no such role: {', '.join(unknown) or '(none given)'};"
            f" there are {', '.join(Role)}"
        )
    roles = frozenset(Role(name) for name in names)
    if not roles - TO_COME.keys():
        raise RoleFault(f"--roles: {absent(roles)}; nothing to run")
    return roles


def absent(roles: frozenset[Role]) -> str:
    """What to say about the roles among ``roles`` that this release has nothing for."""
    missing = [f"{role} ({TO_COME[role]})" for role in Role if role in roles & TO_COME.keys()]
    return f"not part of this release yet: {', '.join(missing)}" if missing else ""


ALL = frozenset(Role)
PRESENT = frozenset(Role) - TO_COME.keys()
"""The roles this release serves."""
