"""Files that people send through a channel."""

from collections.abc import AsyncIterable
from uuid import UUID

from guichet.files.types import FileRef, Owner, Upload
from guichet.files.uploads import Sender, Uploads
from guichet.kit.ids import TenantId
from guichet.kit.work import Actor

_VISITOR = Actor("visitor")


def owner_of(entry_point_id: UUID, person: str) -> Owner:
    """As whose a person's files count: of one entry point, by what it knows them."""
    return Owner("visitor", f"{entry_point_id}:{person}")


async def accept(
    uploads: Uploads,
    place: tuple[TenantId, UUID],
    person: str,
    upload: Upload,
    content: AsyncIterable[bytes],
) -> FileRef:
    """Take in a file of a person; ``place`` is the tenant and the entry point. As
    ``Uploads.accept``.
    """
    tenant_id, entry_point_id = place
    sender = Sender(tenant_id, _VISITOR, owner_of(entry_point_id, person))
    return (await uploads.accept(sender, upload, content)).ref
