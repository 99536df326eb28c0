"""Segments and lists as the API shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.crm.segments.areas import Area
from guichet.crm.segments.events import list_item, segment_item
from guichet.crm.segments.language import VERSION, Condition, Scalar
from guichet.crm.segments.sayings import Sayings
from guichet.crm.segments.sentences import Names, sentence_of
from guichet.crm.segments.service import Question
from guichet.crm.segments.types import LONGEST_NAME, MOST_ADDED, Count, Segment, StaticList
from guichet.kit.i18n import Language

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
CONDITION: dict[str, Any] = {
    "kind": "all",
    "of": [
        {"kind": "sex", "one_of": ["female"]},
        {"kind": "age", "maximum": 29},
        {"kind": "place", "postcodes": ["97400", "97438", "97441"]},
        {
            "kind": "event",
            "type": "purchase",
            "window": {"kind": "last", "count": 30, "unit": "days"},
            "where": [{"property": "category", "of": {"test": "same_as", "parameter": "category"}}],
        },
    ],
}
FAITHFUL: dict[str, Any] = {"kind": "tags", "tags": ["fidèle"]}
PARAMETERS: dict[str, Any] = {"category": "escarpins"}

Name = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]
Parameters = Annotated[
    dict[Annotated[str, StringConstraints(pattern=r"^[a-z][a-z0-9_]{0,39}$")], Scalar],
    Field(max_length=20),
]


class QuestionIn(BaseModel):
    """Whom to look for."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"condition": CONDITION, "parameters": PARAMETERS}]},
    )

    condition: Condition
    parameters: Parameters = Field(
        default={}, description="What the campaign is about, for `same_as`."
    )

    def value(self) -> Question:
        """As the service takes it."""
        return Question(self.condition, self.parameters)


class CountIn(QuestionIn):
    """How many to count, and how."""

    estimate: bool = Field(
        default=False, description="About how many is enough: while somebody is typing."
    )


class CountOut(BaseModel):
    """How many fulfil it."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "people": 1284,
                    "least": 1284,
                    "most": 1284,
                    "exact": True,
                    "at": A_TIME,
                    "sentence": "les femmes de moins de 30 ans",
                }
            ]
        }
    )

    people: int
    least: int = Field(description="They are at least so many, 95 times of 100.")
    most: int = Field(description="They are at most so many, 95 times of 100.")
    exact: bool = Field(description="False: worked out from a sample, show it with ≈.")
    at: datetime = Field(description="The instant that windows were counted from.")
    sentence: str = Field(description="The condition in the caller's language.")

    @staticmethod
    def of(count: Count, sentence: str) -> "CountOut":
        """The shown value."""
        return CountOut(
            people=count.people,
            least=count.least,
            most=count.most,
            exact=count.exact,
            at=count.at,
            sentence=sentence,
        )


class SentenceIn(BaseModel):
    """A condition to say; it need not be one that can be asked yet."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"condition": CONDITION}]}
    )

    condition: Condition


class SentenceOut(BaseModel):
    """A condition in words."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"sentence": "les femmes de moins de 30 ans"}]}
    )

    sentence: str = Field(description="Whom it finds, in the caller's language.")


class SegmentIn(BaseModel):
    """A condition to keep."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Fidèles", "condition": FAITHFUL}]},
    )

    name: Name
    condition: Condition


class SegmentChange(BaseModel):
    """What to change; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [{"name": "Nord"}]})

    name: Name | None = None
    condition: Condition | None = None


class SegmentOut(BaseModel):
    """A condition with a name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "name": "Jeunes du Nord",
                    "language": VERSION,
                    "condition": CONDITION,
                    "sentence": "les femmes de moins de 30 ans",
                    "created_at": A_TIME,
                    "changed_at": A_TIME,
                }
            ]
        }
    )

    id: UUID
    version: int
    name: str
    language: int = Field(default=VERSION, description="The version of the language of conditions.")
    condition: Condition
    sentence: str = Field(description="The condition in the caller's language.")
    created_at: datetime
    changed_at: datetime

    @staticmethod
    def of(one: Segment, language: Language, names: Names) -> "SegmentOut":
        """The shown value."""
        sentence = sentence_of(one.condition, language, names)
        return SegmentOut.model_validate({**segment_item(one), "sentence": sentence})


class ParametersIn(BaseModel):
    """What a segment is asked with."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"parameters": PARAMETERS}]}
    )

    parameters: Parameters = {}


class FreezeIn(ParametersIn):
    """The list to make of it."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"name": "Nord, 2 mars", "parameters": PARAMETERS}]},
    )

    name: Name


class ListIn(BaseModel):
    """A list's name."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"name": "Soirée du 12 mai"}]}
    )

    name: Name


class FillingOut(BaseModel):
    """How far a list is that is made in the background."""

    contacts: int = Field(description="Whom to look at.")
    looked_at: int
    people: int = Field(description="Who stand in it so far.")
    stopped: bool = Field(description="It failed again and again: delete it, and freeze anew.")


class ListOut(BaseModel):
    """Contacts put together."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": AN_ID,
                    "version": 1,
                    "name": "Soirée du 12 mai",
                    "created_at": A_TIME,
                    "filling": None,
                }
            ]
        }
    )

    id: UUID
    version: int
    name: str
    created_at: datetime
    filling: FillingOut | None = Field(
        description="Of a list that is not whole yet: nobody can be asked whether they are in it."
    )

    @staticmethod
    def of(one: StaticList) -> "ListOut":
        """The shown value."""
        return ListOut.model_validate(list_item(one))


class FrozenOut(ListOut):
    """A list made of a segment."""

    people: int = Field(description="Who stand in it; so far, of one that is not whole yet.")

    @staticmethod
    def of_frozen(one: StaticList, people: int) -> "FrozenOut":
        """The shown value."""
        return FrozenOut.model_validate({**list_item(one), "people": people})


class PeopleIn(BaseModel):
    """Contacts by their ids."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"contacts": [AN_ID]}]}
    )

    contacts: Annotated[list[UUID], Field(min_length=1, max_length=MOST_ADDED)]


class FactsOut(BaseModel):
    """What a room knows of people."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{"source": "interactions", "facts": ["asked", "open"]}]}
    )

    source: str
    facts: list[str]


class AreaTownOut(BaseModel):
    """A commune of an area."""

    name: str
    postcodes: list[str]


class AreaOut(BaseModel):
    """A part of a territory that has a name."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "key": "re_north",
                    "name": "le nord de l’île",
                    "communes": [{"name": "Sainte-Marie", "postcodes": ["97438"]}],
                }
            ]
        }
    )

    key: str
    name: str = Field(description="In the caller's language.")
    communes: list[AreaTownOut]

    @staticmethod
    def of(key: str, area: Area, language: Language) -> "AreaOut":
        """The shown value."""
        towns = [
            AreaTownOut(name=name, postcodes=list(codes)) for name, codes in area.communes.items()
        ]
        name = Sayings(language, "").area("area", key)
        return AreaOut(key=key, name=name, communes=towns)
