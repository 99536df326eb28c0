"""Which storage the operator chose."""

from pathlib import Path
from urllib.parse import parse_qsl, unquote, urlsplit

from guichet.kit.faults import OperatorFault
from guichet.kit.storage.contract import Storage
from guichet.kit.storage.local import LocalStorage
from guichet.kit.storage.s3 import S3Storage, s3_store

_OPTIONS = {"endpoint", "region"}


def storage_of(url: str | None, data_dir: Path) -> Storage:
    """The storage ``GUICHET_STORAGE_URL`` names: ``file:///folder``, or
    ``s3://bucket/prefix?region=...&endpoint=...``; by default the folder ``files`` in the data
    directory.

    :raises OperatorFault: the address names no folder or bucket, or has unknown options
    """
    if url is None:
        return LocalStorage(data_dir / "files")
    parts = urlsplit(url)
    if parts.scheme == "file" and parts.path:
        return LocalStorage(Path(unquote(parts.path)))
    options = dict(parse_qsl(parts.query))
    if parts.scheme != "s3" or not parts.netloc or options.keys() - _OPTIONS:
        raise OperatorFault(
            "GUICHET_STORAGE_URL: write file:///folder, or"
            " s3://bucket/prefix?region=...&endpoint=..."
        )
    return S3Storage(s3_store(parts.netloc, parts.path.strip("/"), options))
