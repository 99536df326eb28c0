"""The data directory: one Guichet at a time, private, with a generated secret.

Layout::

    lock        held while embedded servers of this directory run; tells the holder's process
    secret      the generated master secret (unless GUICHET_SECRET_KEY is set)
    postgres/   the embedded PostgreSQL
    nats/       the embedded NATS
    files/      stored files (unless GUICHET_STORAGE_URL is set)
    programs/   copies of the servers' programs, where their account could not reach the originals
"""

import contextlib
import fcntl
import os
import secrets
from collections.abc import Iterator
from pathlib import Path

from guichet.kit.engines.faults import EngineFault
from guichet.kit.engines.files import write_private


class InUse(EngineFault):
    """Another Guichet runs on this data directory."""

    def __init__(self, folder: Path, holder: int) -> None:
        self.holder = holder
        """The other's process number; 0 when unknown."""
        who = f"process {holder}" if holder else "another process"
        super().__init__(
            f"GUICHET_DATA_DIR={folder}: this data directory is in use by {who};"
            " stop it, or choose another directory"
        )


class DataHome:
    """A data directory, made when missing."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder.expanduser().absolute()

    @property
    def postgres(self) -> Path:
        """Home of the embedded PostgreSQL."""
        return self.folder / "postgres"

    @property
    def nats(self) -> Path:
        """Home of the embedded NATS."""
        return self.folder / "nats"

    @property
    def files(self) -> Path:
        """Where files are stored by default."""
        return self.folder / "files"

    def make(self) -> None:
        """Make the directory: private; as root passable, for the account of the servers.

        :raises EngineFault: it cannot be made here.
        """
        mode = 0o711 if os.geteuid() == 0 else 0o700
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            if self.folder.stat().st_uid == os.geteuid():
                self.folder.chmod(mode)
            self.files.mkdir(mode=0o700, exist_ok=True)
        except OSError as fault:
            raise EngineFault(
                f"GUICHET_DATA_DIR={self.folder}: {fault.strerror or fault}: choose a directory"
                " this user may write to"
            ) from None

    def has_secret(self) -> bool:
        """Whether a master secret was generated here."""
        return (self.folder / "secret").exists()

    def secret(self) -> str:
        """The generated master secret, made at the first call."""
        path = self.folder / "secret"
        if not path.exists():
            _create_private(path, secrets.token_urlsafe(48))
        return path.read_text().strip()

    @contextlib.contextmanager
    def locked(self) -> Iterator[None]:
        """Hold the directory; freed by the kernel however this process ends.

        :raises InUse: somebody else holds it.
        """
        with (self.folder / "lock").open("a+") as handle:
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
            except BlockingIOError:
                raise InUse(self.folder, self.holder()) from None
            handle.truncate(0)
            handle.write(str(os.getpid()))
            handle.flush()
            yield

    def holder(self) -> int:
        """The process that holds or last held the directory; 0 when unknown."""
        try:
            return int((self.folder / "lock").read_text() or 0)
        except (OSError, ValueError):
            return 0

    def is_held(self) -> bool:
        """Whether a Guichet runs on this directory now."""
        try:
            with (self.folder / "lock").open("a+") as handle:
                fcntl.flock(handle, fcntl.LOCK_SH | fcntl.LOCK_NB)
        except BlockingIOError:
            return True
        except OSError:
            return False
        return False


def _create_private(path: Path, text: str) -> None:
    """Create ``path`` with ``text`` unless somebody just did: the first one stays."""
    half = path.with_name(f".{path.name}.{os.getpid()}")
    write_private(half, text)
    with contextlib.suppress(FileExistsError):
        os.link(half, path)
    half.unlink()
