"""One contract for every storage: the local folder, and S3 on moto's server."""

import hashlib
from collections.abc import AsyncIterator, Callable, Iterator
from pathlib import Path
from uuid import UUID

import pytest

from guichet.kit.errors import NotFound, TooLarge, Unavailable
from guichet.kit.faults import OperatorFault
from guichet.kit.ids import IdMaker, TenantId
from guichet.kit.storage import FileKey, Storage, storage_of
from guichet.kit.storage.contract import one_chunk
from tests.servers.s3 import s3_server

LIMIT = 40 * 1024 * 1024
MIB = 1024 * 1024

MakeKey = Callable[[], FileKey]


@pytest.fixture(scope="module")
def s3_address() -> Iterator[str]:
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "somebody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "secret")
        with s3_server("guichet-files") as address:
            yield address


@pytest.fixture(params=["local", "s3"])
def storage(request: pytest.FixtureRequest, tmp_path: Path) -> Storage:
    if request.param == "local":
        return storage_of(None, tmp_path)
    address = request.getfixturevalue("s3_address")
    return storage_of(f"s3://guichet-files/{tmp_path.name}?endpoint={address}", tmp_path)


@pytest.fixture
def make_key(ids: IdMaker) -> MakeKey:
    tenant = TenantId(ids.new())
    return lambda: FileKey(tenant, ids.new())


async def content_of(storage: Storage, key: FileKey) -> bytes:
    return b"".join([chunk async for chunk in storage.get(key)])


async def big_content(mebibytes: int) -> AsyncIterator[bytes]:
    for number in range(mebibytes):
        yield bytes([number]) * MIB


async def test_what_was_put_comes_back(storage: Storage, make_key: MakeKey) -> None:
    key, content = make_key(), b"a receipt"
    stored = await storage.put(key, one_chunk(content), LIMIT)
    assert (stored.size, stored.sha256) == (9, hashlib.sha256(content).hexdigest())
    assert await content_of(storage, key) == content
    assert await storage.exists(key)


async def test_a_big_file_goes_through_in_pieces(storage: Storage, make_key: MakeKey) -> None:
    key = make_key()
    stored = await storage.put(key, big_content(20), LIMIT)
    content = await content_of(storage, key)
    assert stored.size == len(content) == 20 * MIB
    assert stored.sha256 == hashlib.sha256(content).hexdigest()


async def test_an_empty_file_is_a_file(storage: Storage, make_key: MakeKey) -> None:
    key = make_key()
    await storage.put(key, one_chunk(b""), LIMIT)
    assert await content_of(storage, key) == b""


async def test_putting_again_replaces(storage: Storage, make_key: MakeKey) -> None:
    key = make_key()
    await storage.put(key, one_chunk(b"first"), LIMIT)
    await storage.put(key, one_chunk(b"second"), LIMIT)
    assert await content_of(storage, key) == b"second"


@pytest.mark.parametrize("mebibytes", [2, 20])
async def test_a_file_over_the_limit_is_refused_and_leaves_nothing(
    storage: Storage, make_key: MakeKey, mebibytes: int
) -> None:
    key = make_key()
    with pytest.raises(TooLarge):
        await storage.put(key, big_content(mebibytes), mebibytes * MIB - 1)
    assert not await storage.exists(key)
    assert [found async for found in storage.list()] == []


async def test_a_content_that_breaks_off_leaves_nothing(
    storage: Storage, make_key: MakeKey
) -> None:
    async def broken() -> AsyncIterator[bytes]:
        yield b"begun"
        raise NotFound("upload_gone")

    key = make_key()
    with pytest.raises(NotFound):
        await storage.put(key, broken(), LIMIT)
    assert not await storage.exists(key)


async def test_a_missing_file_is_not_found(storage: Storage, make_key: MakeKey) -> None:
    key = make_key()
    assert not await storage.exists(key)
    with pytest.raises(NotFound):
        await content_of(storage, key)


async def test_deleting_is_harmless_when_repeated(storage: Storage, make_key: MakeKey) -> None:
    key = make_key()
    await storage.put(key, one_chunk(b"x"), LIMIT)
    await storage.delete(key)
    await storage.delete(key)
    assert not await storage.exists(key)


async def test_files_are_listed_by_tenant_or_all(
    storage: Storage, make_key: MakeKey, ids: IdMaker
) -> None:
    ours = [make_key() for _ in range(3)]
    theirs = FileKey(TenantId(ids.new()), ids.new())
    for key in (*ours, theirs):
        await storage.put(key, one_chunk(b"x"), LIMIT)
    assert sorted([key async for key in storage.list()]) == sorted([*ours, theirs])
    assert sorted([key async for key in storage.list(ours[0].tenant_id)]) == sorted(ours)


async def test_local_files_are_for_their_owner_alone(tmp_path: Path, make_key: MakeKey) -> None:
    storage, key = storage_of(f"file://{tmp_path}/kept", tmp_path), make_key()
    await storage.put(key, one_chunk(b"x"), LIMIT)
    place = tmp_path / "kept" / key.path
    assert place.stat().st_mode & 0o777 == 0o600
    assert [p.name for p in place.parent.iterdir()] == [place.name]


async def test_a_server_that_does_not_answer_is_unavailable(
    s3_address: str, tmp_path: Path, make_key: MakeKey
) -> None:
    storage = storage_of(f"s3://no-such-bucket/x?endpoint={s3_address}", tmp_path)
    with pytest.raises((Unavailable, NotFound)):
        await storage.put(make_key(), one_chunk(b"x"), LIMIT)


@pytest.mark.parametrize("url", ["ftp://x/y", "s3:///prefix", "file:", "s3://b/p?speed=fast"])
def test_an_address_that_names_no_storage_is_the_operators_fault(url: str, tmp_path: Path) -> None:
    with pytest.raises(OperatorFault, match="GUICHET_STORAGE_URL"):
        storage_of(url, tmp_path)


def test_a_path_names_a_key_only_if_it_is_the_keys_own() -> None:
    tenant = "019cad8f-ac00-7d11-b957-5c4d04069e94"
    key = FileKey(TenantId(UUID(tenant)), UUID("019cad8f-ac00-7d11-b957-5c4d04069e96"))
    assert FileKey.of_path(key.path) == key
    assert FileKey.of_path(f"{tenant}/00/{key.id}") is None
    assert FileKey.of_path(f"{key.path}.1.2.unfinished") is None
