"""The channel: texts to a company's number become conversations, answers or mere news; what agents
say leaves as a text.
"""

from collections.abc import Sequence
from typing import ClassVar

from guichet.channels.sms.settings import SmsSettings
from guichet.gateway.contract import Channel, ChannelSettings
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.types import (
    Capability,
    Claim,
    Identity,
    Inbound,
    Medium,
    Occasion,
    Outbound,
    Outcome,
    Probe,
    TelephoneText,
    Treatment,
)


class Sms(Channel[SmsSettings]):
    """One number or short code of a company, or some keywords of it. It connects to nobody: routes
    to carriers are the platform's, and Guichet hands over the texts that are for this entry point.
    """

    kind = "sms"
    medium = Medium.SMS
    title: ClassVar = {"en": "Texts (SMS)", "fr": "SMS"}
    description: ClassVar = {
        "en": "People write to your number; your team answers here, or a text of yours does.",
        "fr": "On écrit à votre numéro ; votre équipe répond ici, ou un texte de vous.",
    }
    capabilities = frozenset({Capability.TEXT, Capability.RECEIPTS})
    Settings: ClassVar[type[ChannelSettings]] = SmsSettings
    hears = True

    async def send(self, outbound: Outbound) -> Outcome:
        """Accepted for good once a receipt is given; what becomes of it is told later."""
        if not outbound.text or outbound.files:
            return Failure("text_only", Retry.NEVER, Fault.OURS)
        if self.tools.texts is None:
            return Failure("texts_away", Retry.LATER, Fault.OURS)
        return await self.tools.texts.answer(self.door, self.door.settings.number, outbound)

    async def probe(self) -> Probe:
        """There is nothing of its own that could be away."""
        return Probe(True, "ready")

    @classmethod
    def claims(cls, settings: ChannelSettings) -> Sequence[Claim]:
        """Each keyword, or all that fits none."""
        assert isinstance(settings, SmsSettings)
        if not settings.keywords:
            return (Claim(settings.number),)
        return tuple(
            Claim(settings.number, word, field=f"settings/keywords/{place}")
            for place, word in enumerate(settings.keywords)
        )

    def passes_to(self) -> str | None:
        """The company's account that gets the texts as well."""
        return self.door.settings.account

    def treat(self, text: TelephoneText) -> Treatment:
        """As the company set it."""
        settings = self.door.settings
        if settings.does == "answer":
            return Treatment(answer=settings.answer)
        if settings.does == "sign_up":
            return Treatment(signs_up=settings.page)
        if settings.does == "tell":
            return Treatment()
        inbound = Inbound(
            text.peer_id,
            Identity("phone", text.sender),
            text.text,
            subject=text.keyword,
            subject_name=text.keyword,
            queue=settings.queue,
        )
        return Treatment(inbound, settings.answer or None)

    def words_for(self, occasion: Occasion, name: str) -> str | None:
        """The company's own, if it wrote any."""
        settings = self.door.settings
        own = {"help": settings.help, "stopped": settings.stopped, "started": settings.started}
        return own[occasion].replace("{name}", name) or None
