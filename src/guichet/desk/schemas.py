"""Interactions and messages as the API shows them."""

from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field

from guichet.desk.drafts.types import Draft
from guichet.desk.mentions.events import mention_item
from guichet.desk.mentions.types import Mention
from guichet.gateway.context import Context
from guichet.gateway.types import Medium
from guichet.interactions.events import context_item, interaction_item, message_item
from guichet.interactions.states import State
from guichet.interactions.types import (
    LONGEST_TEXT,
    AuthorKind,
    DeliveryState,
    Interaction,
    Message,
    MessageKind,
    PreviewAuthor,
)

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


class EntryPointOfInteraction(BaseModel):
    """Where it came in."""

    id: UUID
    kind: str = Field(description="The channel.", examples=["webchat"])
    title: str = Field(examples=["Boutique en ligne"])


class ContactOfInteraction(BaseModel):
    """Whose it is."""

    id: UUID
    name: str | None = Field(description="None while the person is anonymous.")
    code: str = Field(description="Tells anonymous people apart.", examples=["4F2A"])


class AgentOfInteraction(BaseModel):
    """Who has it."""

    id: UUID = Field(description="The user.")
    name: str = Field(examples=["Amélie Payet"])


class PageOfInteraction(BaseModel):
    """The page the person wrote from."""

    url: str = Field(description="Without its query string.")
    title: str | None


class PreviewOut(BaseModel):
    """The last thing said."""

    model_config = ConfigDict(populate_by_name=True)

    author: PreviewAuthor = Field(alias="from")
    text: str = Field(description="Its first 160 characters.")
    at: datetime


class QueueOfInteraction(BaseModel):
    """Where it waits."""

    id: UUID
    name: str = Field(examples=["Ventes"])


class NeedOut(BaseModel):
    """A skill asked of the agent."""

    skill_id: UUID
    level: int = Field(description="At least, 1 to 5.")
    name: str


class NeedsOut(BaseModel):
    """What it asks of its agent."""

    required: list[NeedOut]
    preferred: list[NeedOut]
    forbidden: list[NeedOut]


class OfferOut(BaseModel):
    """Handed to one agent, who may accept until then."""

    agent: AgentOfInteraction
    at: datetime
    until: datetime


class PreferredOut(BaseModel):
    """The agent it should go to, before anyone else until then."""

    agent_id: UUID
    until: datetime | None


class ConsultedOut(BaseModel):
    """An agent who was asked for help."""

    id: UUID = Field(description="The user.")
    name: str
    joined: bool = Field(description="May also answer the person.")


class DispositionOfInteraction(BaseModel):
    """How it ended."""

    id: UUID
    name: str = Field(examples=["Vendu"])


class RatingOut(BaseModel):
    """What the person thought of it."""

    stars: int = Field(description="1 to 5.")
    comment: str | None


class WhyOut(BaseModel):
    """Why routing did what it did last: a code and its parameters, for a sentence."""

    code: str
    params: dict[str, str]


class InteractionOut(BaseModel):
    """One request or conversation."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 3,
                    "state": "active",
                    "medium": "chat",
                    "entry_point": {"id": AN_ID, "kind": "webchat", "title": "Boutique en ligne"},
                    "contact": {"id": AN_ID, "name": None, "code": "4F2A"},
                    "agent": {"id": AN_ID, "name": "Amélie Payet"},
                    "language": "fr",
                    "page": {"url": "https://shop.example/vanille", "title": "Vanille Bourbon"},
                    "preview": {
                        "from": "contact",
                        "text": "Bonjour, livrez-vous à Cilaos ?",
                        "at": "2026-03-02T08:00:00Z",
                    },
                    "unanswered": 1,
                    "messages": 2,
                    "created_at": "2026-03-02T08:00:00Z",
                    "waiting_since": "2026-03-02T08:00:00Z",
                    "taken_at": "2026-03-02T08:00:20Z",
                    "closed_at": None,
                    "last_message_at": "2026-03-02T08:00:20Z",
                    "subject": "orders",
                    "subject_name": "Ma commande",
                    "tags": ["cilaos"],
                    "queue": {"id": AN_ID, "name": "Ventes"},
                    "queued_at": "2026-03-02T08:00:00Z",
                    "needs": {"required": [], "preferred": [], "forbidden": []},
                    "priority": 0,
                    "offer": None,
                    "preferred": None,
                    "due_at": None,
                    "why": None,
                    "snoozed_until": None,
                    "held_at": None,
                    "wrap_up_until": None,
                    "disposition": None,
                    "merged_into": None,
                    "consulted": [],
                    "rating": None,
                }
            ]
        }
    )

    id: UUID
    version: int = Field(description="Counted up by every change.")
    state: State
    medium: Medium
    entry_point: EntryPointOfInteraction
    contact: ContactOfInteraction
    agent: AgentOfInteraction | None
    language: str
    page: PageOfInteraction | None
    preview: PreviewOut | None
    unanswered: int = Field(description="The person's texts since the last text of an agent.")
    messages: int
    created_at: datetime
    waiting_since: datetime | None = Field(description="Kept when an agent hands it back.")
    taken_at: datetime | None
    closed_at: datetime | None
    last_message_at: datetime | None
    subject: str | None = Field(description="A key of the entry point, or an agent's words.")
    subject_name: str | None = Field(description="What the company calls the chosen subject.")
    tags: list[str]
    queue: QueueOfInteraction | None
    queued_at: datetime | None = Field(description="When it last came into a queue.")
    needs: NeedsOut
    priority: int = Field(description="Minutes of age it is worth beside the queue's own.")
    offer: OfferOut | None = Field(description="Set while it is offered.")
    preferred: PreferredOut | None
    due_at: datetime | None = Field(description="Not offered before.")
    why: WhyOut | None
    snoozed_until: datetime | None
    held_at: datetime | None
    wrap_up_until: datetime | None = Field(description="When wrap-up ends by itself.")
    disposition: DispositionOfInteraction | None
    merged_into: UUID | None
    consulted: list[ConsultedOut]
    rating: RatingOut | None

    @staticmethod
    def of(one: Interaction) -> "InteractionOut":
        """The shown value, the same as in live topics."""
        return InteractionOut.model_validate(interaction_item(one))


class AuthorOut(BaseModel):
    """Who said it."""

    kind: AuthorKind
    id: UUID | None
    name: str | None


class NoticeOut(BaseModel):
    """A small fact, put in words by who shows it."""

    code: str = Field(examples=["agent_joined"])
    params: dict[str, str] = Field(examples=[{"agent": "Amélie Payet"}])


class FailureOut(BaseModel):
    """Why it was not delivered."""

    code: str
    detail: str | None = Field(description="The peer's own words.")


class DeliveryOut(BaseModel):
    """How far it has come; `none` for what the person said."""

    state: DeliveryState
    at: datetime | None
    failure: FailureOut | None
    parts: int | None = Field(
        None, description="In how many parts it left, where the medium cuts long words."
    )


class FileOfMessage(BaseModel):
    """A file that belongs to a message."""

    id: UUID
    name: str
    type: str = Field(description="Its media type.", examples=["image/png"])
    size: int = Field(description="Bytes.")


class QuickReplyOut(BaseModel):
    """An answer the person may give by one touch."""

    value: str
    label: str


class MessageOut(BaseModel):
    """One item of a timeline."""

    model_config = ConfigDict(
        populate_by_name=True,
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "interaction_id": AN_ID,
                    "seq": 3,
                    "kind": "text",
                    "from": {"kind": "agent", "id": AN_ID, "name": "Amélie Payet"},
                    "text": "Bonjour ! Oui, sous 48 heures.",
                    "notice": None,
                    "client_id": "b7b1f0c2",
                    "at": "2026-03-02T08:00:40Z",
                    "delivery": {
                        "state": "queued",
                        "at": "2026-03-02T08:00:40Z",
                        "failure": None,
                    },
                    "internal": False,
                    "mentions": [],
                    "files": [],
                    "quick": [],
                }
            ]
        },
    )

    id: UUID
    version: int
    interaction_id: UUID
    seq: int = Field(description="Place in the timeline, gapless from 1.")
    kind: MessageKind
    author: AuthorOut = Field(alias="from")
    text: str | None
    notice: NoticeOut | None
    client_id: str | None
    at: datetime
    delivery: DeliveryOut
    internal: bool = Field(description="Between agents: the person does not see it.")
    mentions: list[AgentOfInteraction]
    files: list[FileOfMessage]
    quick: list[QuickReplyOut]

    @staticmethod
    def of(one: Message) -> "MessageOut":
        """The shown value, the same as in live topics."""
        return MessageOut.model_validate(message_item(one))


class QuickReplyIn(BaseModel):
    """An answer to offer."""

    model_config = ConfigDict(extra="forbid")

    value: Annotated[str, Field(min_length=1, max_length=64)]
    label: Annotated[str, Field(min_length=1, max_length=80)]


class Answer(BaseModel):
    """What to say to the person."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "Bonjour ! Oui, sous 48 heures.", "client_id": "b7b1f0c2"}]
        },
    )

    text: Annotated[
        str, Field(max_length=LONGEST_TEXT, description="May be empty when files say it all.")
    ] = ""
    files: Annotated[
        list[UUID], Field(max_length=10, description="Files you uploaded, in their order.")
    ] = []
    client_id: Annotated[
        str | None,
        Field(max_length=64, description="Yours; returned so that you recognise the message."),
    ] = None
    quick: Annotated[
        list[QuickReplyIn],
        Field(max_length=10, description="Answers the person may give by one touch."),
    ] = []


class NoteIn(BaseModel):
    """Words between agents."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "Client fidèle", "mentions": [AN_ID]}]},
    )

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_TEXT)]
    mentions: Annotated[
        list[UUID], Field(max_length=20, description="Users who get it in their inbox.")
    ] = []


Note = Annotated[str | None, Field(min_length=1, max_length=LONGEST_TEXT)]
Reason = Annotated[str | None, Field(min_length=1, max_length=200)]


class Declining(BaseModel):
    """Why not."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"reason": "not_mine"}]}
    )

    reason: Annotated[str, Field(min_length=1, max_length=200)]


class Handing(BaseModel):
    """To whom; at least one of agent and queue."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"agent_id": AN_ID, "note": "Tu connais le dossier."}]},
    )

    agent_id: Annotated[UUID | None, Field(description="Asked first, for five minutes.")] = None
    queue_id: UUID | None = None
    note: Note = None


class Consulting(BaseModel):
    """Whom to ask for help."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"agent_id": AN_ID, "note": None}]}
    )

    agent_id: UUID
    note: Note = None


class LettingIn(BaseModel):
    """Whether the consulted agent may answer the person."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"joined": True}]})

    joined: bool


class Snoozing(BaseModel):
    """Until when."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"until": "2026-03-03T05:00:00Z"}]}
    )

    until: AwareDatetime


class Ending(BaseModel):
    """What came of it."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"disposition_id": AN_ID}]}
    )

    disposition_id: Annotated[
        UUID | None, Field(description="One of the queue's; some queues require one.")
    ] = None


class Merging(BaseModel):
    """The request that goes on instead."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"into": AN_ID, "reason": "Même colis"}]}
    )

    into: UUID
    reason: Reason = None


class Describing(BaseModel):
    """What to change; what is left out or null stays."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"tags": ["cilaos"], "priority": 30}]}
    )

    subject: Annotated[str | None, Field(max_length=200, description="Empty: none any more.")] = (
        None
    )
    priority: Annotated[
        int | None, Field(ge=-1440, le=1440, description="Minutes of age it is worth.")
    ] = None
    tags: Annotated[
        list[Annotated[str, Field(min_length=1, max_length=50)]] | None, Field(max_length=20)
    ] = None
    queue_id: UUID | None = None


class Typing(BaseModel):
    """Whether the agent is typing."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"on": True}]})

    on: bool


class Looking(BaseModel):
    """What the agent does with the conversation they look at."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"doing": "writing"}]}
    )

    doing: Literal["reading", "writing", "gone"]


class DraftIn(BaseModel):
    """What is being written."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "Bonjour, je", "note": False}]}
    )

    text: Annotated[str, Field(max_length=LONGEST_TEXT)]
    note: Annotated[bool, Field(description="To become a note between agents.")] = False
    files: Annotated[
        list[UUID], Field(max_length=10, description="Uploaded, to go out with it.")
    ] = []


class DraftOut(BaseModel):
    """What was begun; empty when there is nothing."""

    text: str
    note: bool
    saved_at: datetime | None
    files: list[FileOfMessage]

    @staticmethod
    def of(one: Draft | None) -> "DraftOut":
        """The shown value."""
        if one is None:
            return DraftOut(text="", note=False, saved_at=None, files=[])
        files = [
            FileOfMessage(id=file.id, name=file.name, type=file.media_type, size=file.size)
            for file in one.files
        ]
        return DraftOut(text=one.text, note=one.note, saved_at=one.saved_at, files=files)


class PageSeen(BaseModel):
    """A page looked at."""

    url: str
    title: str | None
    at: datetime


class DeviceOut(BaseModel):
    """With what the person writes or calls."""

    kind: str | None
    system: str | None
    browser: str | None
    screen: str | None


class LocationOut(BaseModel):
    """Where the person is, granted by them."""

    latitude: float
    longitude: float
    accuracy: float | None = Field(description="Metres.")


class SaidOut(BaseModel):
    """Who the person is said to be, by nobody we trust."""

    external_id: str | None
    email: str | None
    phone: str | None
    name: str | None
    attributes: dict[str, Any]


class ClaimsOut(SaidOut):
    """Who the person is said to be."""

    verified: bool = Field(description="The company's server vouched for it.")
    beside: SaidOut | None = Field(
        None, description="What came along with what is vouched for, and is not vouched for."
    )


class AnsweredOut(BaseModel):
    """What the person answers: something the company sent to many."""

    campaign_id: UUID
    name: str = Field(examples=["Soldes d’hiver"])
    text: str = Field(description="As this person got it.")
    sent_at: datetime
    offer_ends_at: datetime | None
    clicks: int = Field(description="How often they had followed a link of it.")


class ContextOut(BaseModel):
    """What a request brought along."""

    id: UUID = Field(description="The request's.")
    version: int
    site: str | None
    referrer: str | None
    pages: list[PageSeen] = Field(description="Oldest first, at most 50.")
    data: dict[str, Any] = Field(description="What the company's page passed.")
    device: DeviceOut | None
    location: LocationOut | None
    zone: str | None
    form: dict[str, str]
    invitation: str | None
    claims: ClaimsOut | None
    answers: AnsweredOut | None = Field(None, description="The campaign that made them write.")

    @staticmethod
    def of(interaction_id: UUID, version: int, context: Context) -> "ContextOut":
        """The shown value, the same as in live topics."""
        return ContextOut.model_validate(context_item(interaction_id, version, context))


class MentionOut(BaseModel):
    """A note that calls an agent."""

    id: UUID
    version: int
    agent_id: UUID = Field(description="Who is called.")
    by: AgentOfInteraction
    interaction_id: UUID
    message_id: UUID
    excerpt: str
    at: datetime
    read_at: datetime | None

    @staticmethod
    def of(one: Mention) -> "MentionOut":
        """The shown value, the same as in live topics."""
        return MentionOut.model_validate(mention_item(one))
