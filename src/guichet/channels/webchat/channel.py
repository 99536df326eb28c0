"""The channel: what agents say goes to whichever process holds the visitor's socket."""

from collections.abc import Sequence
from typing import ClassVar

from guichet.channels.webchat import frames
from guichet.channels.webchat.addresses import visitor_subject
from guichet.channels.webchat.settings import WebChatSettings
from guichet.channels.webchat.socket import VisitorSocket
from guichet.channels.webchat.tag import TagServer
from guichet.gateway.contract import Channel, ChannelSettings, Front, PeerRoute
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.types import (
    Capability,
    Command,
    Identity,
    Medium,
    Outbound,
    Outcome,
    Probe,
    Receipt,
)
from guichet.kit.events.types import Json


class WebChat(Channel[WebChatSettings]):
    """A site's chat. It connects to nobody: visitors come by themselves, to any web process, and
    fetch what they missed. So sending is done once the words are stored, which they are; pages
    that are open now are told at once, and say themselves what they got and saw.
    """

    kind = "webchat"
    medium = Medium.CHAT
    title: ClassVar = {"en": "Site chat", "fr": "Chat du site"}
    description: ClassVar = {
        "en": "A button on your site; visitors write, your team answers here.",
        "fr": "Un bouton sur votre site ; les visiteurs écrivent, votre équipe répond ici.",
    }
    capabilities = frozenset(
        {Capability.TEXT, Capability.NOTICES, Capability.TYPING, Capability.RECEIPTS}
    )
    Settings: ClassVar[type[ChannelSettings]] = WebChatSettings

    async def send(self, outbound: Outbound) -> Outcome:
        """Tell the visitor's open pages."""
        if outbound.line is None:
            return Failure("conversation_only", Retry.NEVER, Fault.OURS)
        frame = frames.dump({"op": "message", "message": frames.outbound_frame(outbound)})
        await self._publish(outbound.address, frame)
        return Receipt(str(outbound.id))

    async def probe(self) -> Probe:
        """It works if some page may use it."""
        if not self.door.allowed_origins:
            return Probe(False, "no_origin")
        return Probe(True, "ready")

    async def perform(self, command: Command) -> None:
        """Show that the agent is typing."""
        frame: dict[str, Json] = {
            "op": "typing",
            "on": bool(command.params.get("on")),
            "name": str(command.params.get("agent", "")),
        }
        await self._publish(command.address, frames.dump(frame))

    async def _publish(self, address: Identity, frame: str) -> None:
        subject = visitor_subject(self.door.tenant_id, self.door.id, address.value)
        await self.tools.signals.publish(subject, frame.encode())

    @classmethod
    def routes(cls, front: Front) -> Sequence[PeerRoute]:
        """The tag, its parts, and the visitors' socket."""
        tag = TagServer(front)
        return (
            PeerRoute("/tag/assets/{name}", tag.asset),
            PeerRoute("/tag/{site_key}.js", tag.script),
            PeerRoute("/visitor/{site_key}", VisitorSocket(front), methods=()),
        )
