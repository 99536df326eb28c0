"""What endpoints ask of the files of this process."""

from typing import Annotated, cast

from fastapi import Depends, Request

from guichet.files.addresses import FileAddresses
from guichet.files.scanning import scanner_of
from guichet.files.uploads import Uploads
from guichet.kit.ground import Ground
from guichet.kit.storage import storage_of
from guichet.kit.work import UnitOfWork


def uploads_on(ground: Ground) -> Uploads:
    """As the settings say: where files are kept, and what scans them."""
    settings = ground.settings
    open_work = UnitOfWork(ground.request_db, ground.clock, ground.ids)
    storage = storage_of(settings.storage_url, settings.data_dir)
    return Uploads(open_work, storage, scanner_of(settings.clamd_url))


def uploads_at_hand(request: Request) -> Uploads:
    """Those of this process."""
    state = request.app.state
    if not hasattr(state, "uploads"):
        state.uploads = uploads_on(state.ground)
    return cast(Uploads, state.uploads)


def addresses_at_hand(request: Request) -> FileAddresses:
    """Makes addresses for browsers."""
    return FileAddresses(cast(Ground, request.app.state.ground))


UploadsPart = Annotated[Uploads, Depends(uploads_at_hand)]
AddressesPart = Annotated[FileAddresses, Depends(addresses_at_hand)]
