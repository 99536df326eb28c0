"""What a visitor asks for and is answered by name: say, leave, rate, transcript, end."""

import structlog

from guichet.channels.webchat import answers, form, frames
from guichet.channels.webchat import context as visits
from guichet.channels.webchat.addresses import visitor_subject
from guichet.channels.webchat.guest import Guest
from guichet.channels.webchat.limits import Limits, Who
from guichet.channels.webchat.outbox import Outbox
from guichet.channels.webchat.quotas import CONVERSATIONS, Beyond, beyond
from guichet.gateway.contract import Front
from guichet.gateway.types import Accepted, Inbound, Line, PersonRating, Said, TranscriptWish
from guichet.kit.db.faults import DATABASE_FAULTS
from guichet.kit.errors import Refusal

log = structlog.get_logger(__name__)


class Wishes:
    """Does what one visitor's page asks for; every answer follows the commit."""

    def __init__(self, front: Front, guest: Guest, outbox: Outbox, limits: Limits) -> None:
        self._front = front
        self._guest = guest
        self._outbox = outbox
        self._limits = limits

    async def ask(self, frame: frames.Asking) -> None:
        """Do it, or say by name why not."""
        door = self._guest.door
        who = Who(self._guest.person.value, self._guest.network, str(door.id))
        if code := self._limits.refusal("say", who):
            self._refuse(frame.id, code, again=True)
        else:
            await self._answered(frame, who)

    async def end(self, frame: frames.End) -> None:
        """The visitor ends the conversation; all of their pages learn it. A page that asks though
        it is over has missed that, and is told again.
        """
        key = frame.id or "end"
        door, person = self._guest.door, self._guest.person
        try:
            ended = await self._front.sink.end(door, person)
            missed = None if ended else await self._front.sink.history(door, person, None, 1)
        except DATABASE_FAULTS:
            log.warning("webchat.not_ended", exc_info=True)
            self._refuse(key, "unavailable", again=True)
            return
        self._guest.interaction = None
        self._outbox.tell(answers.done(key))
        rate = self._guest.settings.rating
        if ended is not None:
            await self._tell_all(answers.ended(str(ended), rate=rate))
        elif missed is not None and missed.interaction_id is not None and not missed.open:
            self._outbox.tell(answers.ended(str(missed.interaction_id), rate=rate))

    async def _answered(self, frame: frames.Asking, who: Who) -> None:
        try:
            if await self._front.doors.by_site_key("webchat", self._guest.door.site_key) is None:
                self._refuse(frame.id, "closed", again=False)
            elif found := await self._too_many_begun(frame, who):
                refused = answers.refused(frame.id, found.code, again=False, wait=found.seconds)
                self._outbox.tell(refused)
            else:
                await self._do(frame)
        except Refusal as refusal:
            fields = [fault.pointer for fault in refusal.faults]
            self._refuse(frame.id, refusal.code, again=refusal.status >= 500, fields=fields)
        except DATABASE_FAULTS:
            log.warning("webchat.not_stored", op=frame.op, exc_info=True)
            self._refuse(frame.id, "unavailable", again=True)

    async def _too_many_begun(self, frame: frames.Asking, who: Who) -> Beyond | None:
        """Whether ``frame`` would begin one conversation too many."""
        begins = isinstance(frame, frames.Say | frames.Leave) and self._guest.interaction is None
        if not begins:
            return None
        return await beyond(self._front.quotas, CONVERSATIONS, who.address, who.site)

    async def _do(self, frame: frames.Asking) -> None:
        match frame:
            case frames.Say():
                await self._say(frame)
            case frames.Leave():
                await self._leave(frame)
            case frames.Rate():
                await self._rate(frame)
            case frames.Transcript():
                await self._transcript(frame)

    async def _say(self, frame: frames.Say) -> None:
        wrong = self._form_faults(frame.form)
        if wrong:
            self._refuse(frame.id, "form_incomplete", again=False, fields=wrong)
            return
        inbound = self._guest.said(frame, self._front.tools.clock.now())
        accepted = await self._front.sink.receive(self._guest.door, inbound)
        await self._confirm(frame, inbound, accepted)

    async def _leave(self, frame: frames.Leave) -> None:
        email = form.mail_address(frame.email)
        if email is None:
            self._refuse(frame.id, "not_a_mail_address", again=False, fields=["email"])
            return
        inbound = self._guest.left(frame, email, self._front.tools.clock.now())
        accepted = await self._front.sink.receive(self._guest.door, inbound)
        self._outbox.tell(answers.done(frame.id))
        await self._confirm(frame, inbound, accepted)

    async def _rate(self, frame: frames.Rate) -> None:
        comment = visits.clean(frame.comment or "").strip() or None
        rating = PersonRating(frame.interaction, frame.stars, comment)
        await self._front.sink.rate(self._guest.door, self._guest.person, rating)
        self._outbox.tell(answers.done(frame.id))

    async def _transcript(self, frame: frames.Transcript) -> None:
        email = form.mail_address(frame.email)
        if email is None or not self._guest.settings.transcript:
            code = "transcripts_off" if email else "not_a_mail_address"
            self._refuse(frame.id, code, again=False, fields=["email"])
            return
        wish = TranscriptWish(f"{self._guest.visitor}:{frame.id}", email, self._guest.language)
        await self._front.sink.transcript(self._guest.door, self._guest.person, wish)
        self._outbox.tell(answers.done(frame.id))

    def _form_faults(self, given: dict[str, str]) -> list[str]:
        """The form is asked once, before a conversation."""
        if self._guest.interaction is not None:
            return []
        return form.faults(self._guest.settings.form, given)

    async def _confirm(
        self, frame: frames.Say | frames.Leave, inbound: Inbound, accepted: Accepted
    ) -> None:
        """Tell the page, and the visitor's other pages."""
        self._guest.was_told(accepted.interaction_id, inbound)
        line = Line(accepted.interaction_id, accepted.message_id, accepted.seq, accepted.at)
        text = visits.clean(inbound.text).strip()
        said = Said(line, "contact", None, text or None, None, frame.id, None, files=accepted.files)
        tenant, address = self._guest.door.tenant_id, self._front.tools.file_address
        message = answers.said_message(said, lambda file: address(tenant, file))
        self._outbox.tell({"op": "said", "id": frame.id, "message": message})
        if not accepted.repeat:
            await self._tell_all({"op": "message", "message": message})

    async def _tell_all(self, frame: answers.Frame) -> None:
        door, guest = self._guest.door, self._guest
        subject = visitor_subject(door.tenant_id, door.id, (guest.address or guest.person).value)
        await self._front.tools.signals.publish(subject, answers.dump(frame).encode())

    def _refuse(self, key: str, code: str, *, again: bool, fields: list[str] | None = None) -> None:
        self._outbox.tell(answers.refused(key, code, again=again, fields=fields or []))
