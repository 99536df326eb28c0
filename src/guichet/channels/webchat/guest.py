"""Who is at the other end of a socket, and what is known of their visit."""

from dataclasses import dataclass, field, replace
from datetime import datetime
from uuid import UUID

from guichet.channels.webchat import context as visits
from guichet.channels.webchat import frames, vouching
from guichet.channels.webchat.settings import WebChatSettings
from guichet.gateway.context import Claims, Context, Location
from guichet.gateway.contract import AnyDoor
from guichet.gateway.types import Identity, Inbound, Medium


@dataclass
class Guest:
    """One visitor during one socket."""

    door: AnyDoor
    visitor: UUID
    language: str
    site: str | None
    claims: Claims | None = None
    context: Context = field(default_factory=Context)
    interaction: UUID | None = None
    """The conversation that is going on, as far as is known here."""
    _told: tuple[UUID, Context, Claims | None] | None = None
    """A conversation, and what it knows of the visit and its visitor."""
    network: str = ""
    """The network address of the visitor's browser."""
    is_other: bool = False
    """They came with the token of somebody else: what the page shows is not theirs."""
    address: Identity | None = None
    """To what address the conversation speaks, when it is another of the same person's."""

    @property
    def settings(self) -> WebChatSettings:
        """Of the entry point."""
        assert isinstance(self.door.settings, WebChatSettings)
        return self.door.settings

    @property
    def person(self) -> Identity:
        """As intake knows them."""
        return Identity("visitor", str(self.visitor))

    def learn(self, visited: frames.Visited | None, now: datetime) -> tuple[str, ...]:
        """Take over what the page tells of the visit; gives what of it was left out."""
        if visited is None:
            return ()
        read = visits.read(visited, self.site, now)
        self.context = replace(read.context, location=self.context.location)
        return read.warnings

    def locate(self, location: Location) -> None:
        """The visitor granted their place."""
        self.context = replace(self.context, location=location)

    def said(self, frame: frames.Say, now: datetime) -> Inbound:
        """As intake takes it."""
        self.learn(frame.context, now)
        return self._inbound(frame, now, invitation=frame.invitation, reply=frame.reply)

    def left(self, frame: frames.Leave, email: str, now: datetime) -> Inbound:
        """A message left, as intake takes it."""
        self.learn(frame.context, now)
        name = visits.clean(frame.name or "").strip() or None
        phone = visits.clean(frame.phone or "").strip() or None
        claims = vouching.typed(self.claims, email=email, phone=phone, name=name)
        given = {"email": email, "name": name, "phone": phone}
        form = {key: value for key, value in given.items() if value}
        sent = self._inbound(frame, now, claims=claims, more=form)
        return replace(sent, medium=Medium.MESSAGE, name=name)

    def was_told(self, interaction: UUID, sent: Inbound) -> None:
        """``sent`` was accepted: ``interaction`` goes on, and knows what it brought along."""
        self.interaction = interaction
        claims = sent.context.claims if sent.context else None
        self._told = interaction, self.context, claims

    def _goes_on(self, context: Context) -> UUID | None:
        """The conversation that is going on, if it knows all of ``context``."""
        if self.interaction is None or context.form or context.invitation:
            return None
        knows = self._told == (self.interaction, self.context, context.claims)
        return self.interaction if knows else None

    def _inbound(
        self,
        frame: frames.Say | frames.Leave,
        now: datetime,
        *,
        claims: Claims | None = None,
        more: dict[str, str] | None = None,
        invitation: str | None = None,
        reply: str | None = None,
    ) -> Inbound:
        page = visits.page_of(frame.page)
        view = visits.view_of(frame.page, now, now) if frame.page else None
        self.context = visits.seen(self.context, view) if view else self.context
        subject = self.settings.subject(frame.subject)
        form = {key: visits.clean(text).strip() for key, text in frame.form.items()}
        context = replace(
            self.context,
            site=self.site,
            form={**form, **(more or {})},
            invitation=invitation,
            claims=claims or self.claims,
        )
        return Inbound(
            peer_id=f"{self.visitor}:{frame.id}",
            sender=self.person,
            text=frame.text,
            name=vouching.name_of(claims or self.claims),
            language=self.language,
            page=page,
            client_id=frame.id,
            subject=subject.key if subject else None,
            subject_name=subject.label.in_(self.door.language) if subject else None,
            queue=subject.queue if subject else None,
            context=context,
            files=tuple(frame.files),
            reply=reply,
            goes_on=self._goes_on(context),
            begins=self.interaction is None,
        )
