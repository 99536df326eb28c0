"""The system user the embedded engines run as when Guichet is started by root.

PostgreSQL refuses to run as root, and nothing that parses the network's bytes should.
"""

import os
import pwd
import shutil
import subprocess
from dataclasses import dataclass
from pathlib import Path

from guichet.kit.engines.faults import EngineFault


@dataclass(frozen=True)
class Account:
    """A system user."""

    name: str
    uid: int
    gid: int


def engine_account(name: str = "guichet") -> Account | None:
    """The account engines must run as: ``None`` (the caller's own) unless the caller is root.

    Creates the system user when it is missing; safe to repeat and to run twice at once.

    :raises EngineFault: the user is missing and cannot be created here.
    """
    if os.geteuid() != 0:
        return None
    found = _look_up(name) or _create(name)
    if found.uid == 0:
        raise EngineFault(f"GUICHET_ENGINE_USER={name} is root; PostgreSQL refuses to run as root")
    return found


def _look_up(name: str) -> Account | None:
    try:
        entry = pwd.getpwnam(name)
    except KeyError:
        return None
    return Account(entry.pw_name, entry.pw_uid, entry.pw_gid)


def _create(name: str) -> Account:
    said = _run_useradd(name)
    found = _look_up(name)
    if found is None:
        raise EngineFault(
            f"PostgreSQL does not run as root, and the system user {name} could not be created"
            f" ({said}). Create it (useradd --system {name}), name an existing one in"
            " GUICHET_ENGINE_USER, or start Guichet as an ordinary user."
        )
    return found


def _run_useradd(name: str) -> str:
    command = shutil.which("useradd", path="/usr/sbin:/sbin:/usr/bin:/bin")
    if command is None:
        return "this machine has no useradd"
    arguments = ["--system", "--no-create-home", "--home-dir", "/nonexistent"]
    done = subprocess.run(  # noqa: S603 - fixed arguments, the name is validated by useradd
        [command, *arguments, "--shell", "/usr/sbin/nologin", name],
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )
    return done.stderr.strip() or f"useradd ended with {done.returncode}"


def give(path: Path, account: Account | None) -> None:
    """Make ``path`` belong to ``account`` (nothing to do for the caller's own)."""
    if account is not None:
        os.chown(path, account.uid, account.gid, follow_symlinks=False)


def private_folder(path: Path, account: Account | None) -> Path:
    """A folder only ``account`` (and root) can enter; made when missing, its mode mended."""
    path.mkdir(mode=0o700, parents=True, exist_ok=True)
    path.chmod(0o700)
    give(path, account)
    return path


def barrier(path: Path, account: Account | None) -> Path | None:
    """The first parent folder of ``path`` that ``account`` cannot pass, if any."""
    if account is None:
        return None
    parents = reversed(path.resolve().parents)
    return next((parent for parent in parents if not _may_pass(parent, account)), None)


def _may_pass(folder: Path, account: Account) -> bool:
    if not folder.exists():  # it will be made by us, passable
        return True
    status = folder.stat()
    if status.st_uid == account.uid:
        return bool(status.st_mode & 0o100)
    if status.st_gid == account.gid:
        return bool(status.st_mode & 0o010)
    return bool(status.st_mode & 0o001)
