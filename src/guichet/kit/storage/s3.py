"""Files on an S3-compatible server."""

from collections.abc import AsyncIterable, AsyncIterator, Iterator
from contextlib import contextmanager
from datetime import timedelta

import obstore
from obstore.exceptions import BaseError, NotFoundError
from obstore.store import S3Store

from guichet.kit.errors import NotFound, Refusal, Unavailable
from guichet.kit.ids import TenantId
from guichet.kit.storage.contract import CHUNK, FileKey, Measured, Stored

_PART = 8 * 1024 * 1024
_ANSWERS_WITHIN = timedelta(seconds=60)


class S3Storage:
    """Files in one bucket, below a prefix."""

    def __init__(self, store: S3Store) -> None:
        self._store = store

    async def put(self, key: FileKey, content: AsyncIterable[bytes], limit: int) -> Stored:
        """Sent in parts of 8 MiB; a content that breaks off leaves no object."""
        measured = Measured(content, limit)
        with _answers():
            await obstore.put_async(
                self._store, key.path, measured, chunk_size=_PART, max_concurrency=2
            )
        return measured.stored()

    async def get(self, key: FileKey) -> AsyncIterator[bytes]:
        """Streamed as it is asked for."""
        with _answers():
            found = await obstore.get_async(self._store, key.path)
            async for chunk in found.stream(min_chunk_size=CHUNK):
                yield bytes(chunk)

    async def exists(self, key: FileKey) -> bool:
        """See ``Storage.exists``."""
        with _answers():
            try:
                await obstore.head_async(self._store, key.path)
            except (NotFoundError, FileNotFoundError):
                return False
        return True

    async def delete(self, key: FileKey) -> None:
        """See ``Storage.delete``."""
        with _answers():
            await obstore.delete_async(self._store, key.path)

    async def list(self, tenant_id: TenantId | None = None) -> AsyncIterator[FileKey]:
        """Objects that are not ours are not listed."""
        prefix = None if tenant_id is None else str(tenant_id)
        with _answers():
            async for batch in obstore.list(self._store, prefix=prefix):
                for item in batch:
                    key = FileKey.of_path(item["path"])
                    if key is not None:
                        yield key


def s3_store(bucket: str, prefix: str, options: dict[str, str]) -> S3Store:
    """A bucket. ``options``: ``endpoint`` and ``region``; the credentials come from the
    environment (``AWS_ACCESS_KEY_ID``, ``AWS_SECRET_ACCESS_KEY``, or the machine's own role).
    """
    endpoint = options.get("endpoint")
    return S3Store(
        bucket,
        prefix=prefix or None,
        region=options.get("region", "us-east-1"),
        endpoint=endpoint,
        virtual_hosted_style_request=endpoint is None,
        client_options={
            "allow_http": (endpoint or "").startswith("http://"),
            "timeout": _ANSWERS_WITHIN,
        },
    )


@contextmanager
def _answers() -> Iterator[None]:
    try:
        yield
    except (NotFoundError, FileNotFoundError) as problem:
        raise NotFound from problem
    except BaseError as problem:
        for cause in (problem.__cause__, problem.__context__):
            if isinstance(cause, Refusal):
                raise cause from problem
        raise Unavailable from problem
