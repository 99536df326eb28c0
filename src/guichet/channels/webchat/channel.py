"""The channel: what agents say goes to whichever process holds the visitor's socket."""

from collections.abc import Sequence
from typing import ClassVar

from guichet.channels.webchat import answers
from guichet.channels.webchat.addresses import visitor_subject
from guichet.channels.webchat.doorway import Doorway
from guichet.channels.webchat.limits import Limits
from guichet.channels.webchat.settings import WebChatSettings
from guichet.channels.webchat.socket import VisitorSocket
from guichet.channels.webchat.tag import TagServer
from guichet.files.types import FileRef
from guichet.gateway.contract import Channel, ChannelSettings, Front, PeerRoute
from guichet.gateway.failures import Failure, Fault, Retry, unreachable
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

ENDS = frozenset({"closed"})
"""Notices that tell a visitor the conversation is over."""


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
        {
            Capability.TEXT,
            Capability.FILES,
            Capability.NOTICES,
            Capability.TYPING,
            Capability.PLACE,
            Capability.RECEIPTS,
        }
    )
    Settings: ClassVar[type[ChannelSettings]] = WebChatSettings

    async def send(self, outbound: Outbound) -> Outcome:
        """Tell the visitor's open pages."""
        if outbound.line is None:
            return Failure("conversation_only", Retry.NEVER, Fault.OURS)
        if not self.tools.signals.connected:
            return unreachable("NATS is away")
        message = answers.outbound_message(outbound, outbound.line, self._address_of)
        await self._publish(outbound.address, {"op": "message", "message": message})
        if outbound.notice is not None and outbound.notice.code in ENDS:
            over = str(outbound.line.interaction_id)
            rate = self.door.settings.rating
            await self._publish(outbound.address, answers.ended(over, rate=rate))
        return Receipt(str(outbound.id))

    async def probe(self) -> Probe:
        """It works if some page may use it."""
        if not self.door.allowed_origins:
            return Probe(False, "no_origin")
        return Probe(True, "ready")

    async def perform(self, command: Command) -> None:
        """Show that the agent is typing, or the visitor's place in line."""
        match command.name:
            case "typing":
                await self._publish(command.address, _typing(command))
            case "place":
                await self._publish(command.address, _place(command))

    def _address_of(self, file: FileRef) -> str:
        return self.tools.file_address(self.door.tenant_id, file)

    async def _publish(self, address: Identity, frame: answers.Frame) -> None:
        subject = visitor_subject(self.door.tenant_id, self.door.id, address.value)
        await self.tools.signals.publish(subject, answers.dump(frame).encode())

    @classmethod
    def routes(cls, front: Front) -> Sequence[PeerRoute]:
        """The tag, its parts, the visitors' socket and what pages ask beside it."""
        tag, limits = TagServer(front), Limits(front.tools.clock)
        doorway = Doorway(front, limits)
        return (
            PeerRoute("/tag/assets/{name}", tag.asset),
            PeerRoute("/tag/{site_key}.js", tag.script),
            PeerRoute("/visitor/{site_key}", VisitorSocket(front, limits), methods=()),
            PeerRoute("/visitor/{site_key}/availability", doorway.availability),
            PeerRoute("/visitor/{site_key}/files", doorway.files, ("POST", "OPTIONS")),
            PeerRoute("/visitor/{site_key}/facts", doorway.facts, ("POST", "OPTIONS")),
        )


def _typing(command: Command) -> answers.Frame:
    on, agent = bool(command.params.get("on")), str(command.params.get("agent", ""))
    return {"op": "typing", "on": on, "name": agent}


def _place(command: Command) -> answers.Frame:
    """``position``, and ``low`` and ``high`` in seconds where the wait is known."""
    params = command.params
    low, high = params.get("low"), params.get("high")
    known = isinstance(low, int) and isinstance(high, int) and params.get("known", True)
    wait = (int(low or 0), int(high or 0)) if known else None
    return answers.place(int(params.get("position", 0)), wait)
