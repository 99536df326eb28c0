"""Files where channels and browsers meet them."""

from collections.abc import AsyncIterable

from starlette.routing import BaseRoute, Route

from guichet.files import visitors
from guichet.files.addresses import PURPOSE
from guichet.files.deps import uploads_on
from guichet.files.serving import SignedFiles
from guichet.files.types import FileRef, Upload
from guichet.files.uploads import Uploads
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Identity
from guichet.kit.ground import Ground


class VisitorFiles:
    """Fulfils ``gateway.contract.FilesPort``."""

    def __init__(self, uploads: Uploads) -> None:
        self._uploads = uploads

    async def accept(
        self, door: AnyDoor, person: Identity, upload: Upload, content: AsyncIterable[bytes]
    ) -> FileRef:
        place = (door.tenant_id, door.id)
        return await visitors.accept(self._uploads, place, person.value, upload, content)


def signed_files(ground: Ground) -> BaseRoute:
    """The address of files for people without an account."""
    app = SignedFiles(uploads_on(ground), ground.cipher.derive(PURPOSE), ground.clock)
    return Route("/file/{signed}/{name}", app, methods=["GET"])
