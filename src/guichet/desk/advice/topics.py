"""What an asker's open console hears."""

from collections.abc import Mapping, Sequence

from sqlalchemy.ext.asyncio import AsyncSession

from guichet.accounts.askers import Asker
from guichet.accounts.rights import Right
from guichet.kit.errors import FieldFault, Invalid
from guichet.kit.events.types import Event, Json
from guichet.kit.topics import NOTHING, Item, Patch, Viewer


class AdviceAnswers:
    """Holds nothing: the conversation belongs to the operator's tenant and is read over HTTP. Its
    signals say that something was answered.
    """

    name = "desk.advice"
    right = Right.ADVICE_ASK.value

    def parse(self, params: Mapping[str, Json]) -> None:
        """It has no parameters."""
        for name in params:
            raise Invalid(None, (FieldFault(name, "unknown_field"),))

    async def snapshot(
        self, _session: AsyncSession, _viewer: Viewer, _params: None
    ) -> Sequence[Item]:
        """Nothing."""
        return ()

    def patch(self, _event: Event, _viewer: Viewer, _params: None) -> Patch:
        """Nothing of the asker's own tenant changes it."""
        return NOTHING

    def signals(self, viewer: Viewer, _params: None) -> Sequence[str]:
        """Something was answered to the viewer."""
        return (Asker(viewer.tenant_id, viewer.user_id).subject,)
