"""The backup file: a tar with a manifest, the database's dump, the stored files, the secret, and
at its end the digests of all of them. A file that was cut or changed is refused whole.

::

    manifest.json       versions, instant, which master secret it was made under
    secret              the generated master secret, when the installation generated its own
    database.dump       PostgreSQL's custom format
    files/...           stored files
    digests.json        SHA-256 of every member above
"""

import hashlib
import io
import json
import os
import tarfile
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, fields
from pathlib import Path

from guichet.kit.backup.database import BackupFault

FORMAT = 1
MANIFEST, SECRET, DUMP, DIGESTS = "manifest.json", "secret", "database.dump", "digests.json"
FILES = "files/"
_BLOCK = 1024 * 1024


@dataclass(frozen=True)
class Manifest:
    """What a backup is of."""

    format: int
    guichet: str
    """The version of Guichet that made it."""
    revision: str
    """The revision of the database's schema."""
    postgresql: str
    """The version of the server it was made from."""
    made_at: str
    """ISO 8601, UTC."""
    secret_id: str
    """Which master secret stored secrets are encrypted under; tells nothing about it."""


def secret_id(secret: str) -> str:
    """A name for a master secret."""
    return hashlib.sha256(b"guichet backup secret " + secret.encode()).hexdigest()[:16]


class Writer:
    """Writes one backup, member by member."""

    def __init__(self, tar: tarfile.TarFile, made_at: float) -> None:
        self._tar = tar
        self._made_at = int(made_at)
        self._digests: dict[str, str] = {}

    def add_bytes(self, name: str, content: bytes) -> None:
        """A small member."""
        self._add(name, io.BytesIO(content), len(content))

    def add_file(self, name: str, path: Path) -> None:
        """A member from a file."""
        with path.open("rb") as source:
            self._add(name, source, os.fstat(source.fileno()).st_size)

    def close(self) -> None:
        """Write the digests: from now on the backup is whole."""
        content = json.dumps(self._digests, indent=1).encode()
        self._add(DIGESTS, io.BytesIO(content), len(content))

    def _add(self, name: str, source: io.BufferedIOBase | io.BytesIO, size: int) -> None:
        entry = tarfile.TarInfo(name)
        entry.size, entry.mtime, entry.mode = size, self._made_at, 0o600
        hashing = _Hashing(source)
        self._tar.addfile(entry, hashing)
        self._digests[name] = hashing.digest()


class _Hashing(io.RawIOBase):
    """Reads through, and knows the digest of what was read."""

    def __init__(self, source: io.BufferedIOBase | io.BytesIO) -> None:
        self._source = source
        self._hash = hashlib.sha256()

    def read(self, size: int = -1) -> bytes:
        block = self._source.read(size)
        self._hash.update(block)
        return block

    def digest(self) -> str:
        return self._hash.hexdigest()


@contextmanager
def writing(path: Path, made_at: float) -> Iterator[Writer]:
    """Write a backup to ``path``, private to its owner; it appears whole or not at all.

    :raises BackupFault: the file cannot be written (disk full, no right).
    """
    half = path.with_name(f".{path.name}.part")
    try:
        half.unlink(missing_ok=True)
        handle = os.open(half, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600)
        with os.fdopen(handle, "wb") as file:
            with tarfile.open(fileobj=file, mode="w", format=tarfile.PAX_FORMAT) as tar:
                writer = Writer(tar, made_at)
                yield writer
                writer.close()
            file.flush()
            os.fsync(file.fileno())
        half.replace(path)
    except OSError as fault:
        raise BackupFault(f"{path} cannot be written: {fault.strerror or fault}") from None
    finally:
        half.unlink(missing_ok=True)


def as_bytes(manifest: Manifest) -> bytes:
    """The manifest as its member."""
    return json.dumps(asdict(manifest), indent=1).encode()


def verified(path: Path) -> Manifest:
    """Read the whole backup, compare every digest, and give its manifest.

    :raises BackupFault: it is no backup, was cut or changed, or is of a newer kind.
    """
    try:
        with tarfile.open(path) as tar:
            found, told, manifest = _digests_of(tar)
    except (tarfile.TarError, EOFError, ValueError, KeyError) as fault:
        raise BackupFault(f"{path} is not a whole backup of Guichet ({fault})") from None
    except OSError as fault:
        raise BackupFault(f"{path} cannot be read: {fault.strerror or fault}") from None
    if told is None or manifest is None:
        raise BackupFault(f"{path} is not a whole backup of Guichet: its end is missing")
    if wrong := sorted(set(found.items()) ^ set(told.items())):
        raise BackupFault(f"{path} was changed after it was made: {wrong[0][0]}")
    return _manifest(path, manifest)


def _digests_of(
    tar: tarfile.TarFile,
) -> tuple[dict[str, str], dict[str, str] | None, bytes | None]:
    """The digests found, the digests told, and the manifest."""
    found: dict[str, str] = {}
    told: dict[str, str] | None = None
    manifest: bytes | None = None
    for entry in tar:
        content = tar.extractfile(entry)
        if content is None:
            raise ValueError(f"{entry.name} is no plain file")
        if entry.name == DIGESTS:
            told = json.loads(content.read())
            continue
        digest = hashlib.sha256()
        while block := content.read(_BLOCK):
            digest.update(block)
            manifest = block if entry.name == MANIFEST else manifest
        found[entry.name] = digest.hexdigest()
    return found, told, manifest


def _manifest(path: Path, content: bytes) -> Manifest:
    told = json.loads(content)
    if told.get("format") != FORMAT:
        raise BackupFault(
            f"{path} is a backup of kind {told.get('format')}, this Guichet reads kind {FORMAT}:"
            f" restore it with Guichet {told.get('guichet')}"
        )
    return Manifest(**{field.name: told[field.name] for field in fields(Manifest)})


def extract(path: Path, folder: Path) -> None:
    """Put the members of a verified backup below ``folder``; names that would leave it are
    refused.
    """
    with tarfile.open(path) as tar:
        tar.extractall(folder, filter="data")
