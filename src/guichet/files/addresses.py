"""Where people without an account get a file, as absolute addresses."""

from guichet.files.signing import Ticket, path
from guichet.files.types import FileRef
from guichet.kit.ground import Ground
from guichet.kit.ids import TenantId

PURPOSE = "files"


class FileAddresses:
    """Makes them, for one installation."""

    def __init__(self, ground: Ground) -> None:
        self._base_url = ground.settings.base_url
        self._clock = ground.clock
        self._key = ground.cipher.derive(PURPOSE)

    def __call__(self, tenant_id: TenantId, file: FileRef) -> str:
        ticket = Ticket(tenant_id, file.id)
        return self._base_url + path(self._key, ticket, file.name, self._clock.now())
