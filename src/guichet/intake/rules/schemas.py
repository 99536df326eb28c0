"""Routing rules as the API shows them."""

from collections.abc import Mapping
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, model_validator

from guichet.gateway.types import Medium
from guichet.intake.rules import codec
from guichet.intake.rules.stored import By, Draft, Match, Published
from guichet.intake.rules.trying import Trial
from guichet.intake.rules.types import FACTS, KEYED, OPERATORS, Facts, Outcome, Rules
from guichet.kit.errors import FieldFault
from guichet.kit.http.problems import Fault
from guichet.kit.i18n import Language, sentence

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
_DEEPEST = 8
"""Groups inside groups that are read at all; fewer can be published."""
Short = Annotated[str, Field(max_length=200)]
Number = Annotated[float, Field(allow_inf_nan=False, ge=-1e12, le=1e12)]
Level = Annotated[int, Field(ge=1, le=5)]
A_RULE: dict[str, Any] = {
    "id": AN_ID,
    "name": "Orders",
    "enabled": True,
    "when": {
        "kind": "group",
        "how": "all",
        "of": [
            {
                "kind": "test",
                "fact": "page",
                "op": "under",
                "key": None,
                "values": ["/checkout"],
                "numbers": [],
                "negated": False,
            }
        ],
    },
    "then": {
        "queue_id": AN_ID,
        "require": [{"skill_id": AN_ID, "level": 3}],
        "prefer": [],
        "forbid": [],
        "priority": 10,
        "agent": None,
        "tags": [],
        "go_on": False,
    },
}


class Shape(BaseModel):
    """Something with no other fields than these."""

    model_config = ConfigDict(extra="forbid")


class RuleTest(Shape):
    """One thing asked of one fact."""

    __test__ = False  # pytest: it is none

    kind: Literal["test"] = "test"
    fact: Annotated[str, Field(max_length=40, description="One of the vocabulary's facts.")]
    op: Annotated[str, Field(max_length=40, description="One of that fact's operators.")]
    key: Annotated[
        str | None,
        Field(max_length=200, description="Which attribute or answer; a path like `cart.total`."),
    ] = None
    values: Annotated[list[Annotated[str, Field(max_length=500)]], Field(max_length=200)] = Field(
        default_factory=list, description="Any of them is enough."
    )
    numbers: Annotated[list[Number], Field(max_length=3)] = Field(
        default_factory=list,
        description="Limits; minutes of the day; latitude, longitude and kilometres.",
    )
    negated: bool = False


class RuleGroup(Shape):
    """Tests together: all of them, any, or none."""

    kind: Literal["group"] = "group"
    how: Literal["all", "any", "none"] = "all"
    of: list[Annotated["RuleTest | RuleGroup", Field(discriminator="kind")]] = Field(
        default_factory=list, max_length=60, description="All of nothing: every request."
    )


class RuleSkill(Shape):
    """A skill at a level."""

    skill_id: UUID
    level: Level = 1


class RuleAgent(Shape):
    """First for one agent."""

    whom: Annotated[
        Literal["last", "agent"],
        Field(description="`last`: the one who spoke with the person last."),
    ]
    agent_id: UUID | None = None
    minutes: Annotated[
        int | None,
        Field(ge=1, le=10_080, description="Then anyone; as long as it waits, without."),
    ] = None


Skills = Annotated[list[RuleSkill], Field(max_length=20)]


class RuleThen(Shape):
    """What follows when a rule holds."""

    queue_id: UUID | None = None
    require: Skills = Field(default_factory=list)
    prefer: Skills = Field(default_factory=list)
    forbid: Skills = Field(default_factory=list)
    priority: Annotated[
        int, Field(ge=-1440, le=1440, description="Minutes of age it is worth.")
    ] = 0
    agent: RuleAgent | None = None
    tags: Annotated[list[Annotated[str, Field(max_length=60)]], Field(max_length=20)] = Field(
        default_factory=list
    )
    go_on: Annotated[
        bool, Field(description="Read later rules, too: they add, and never change.")
    ] = False


class RoutingRule(Shape):
    """A condition and what follows."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [A_RULE]})

    id: UUID
    name: Annotated[str, Field(max_length=80)] = ""
    enabled: bool = True
    when: RuleGroup = Field(default_factory=RuleGroup)
    then: RuleThen = Field(default_factory=RuleThen)

    @model_validator(mode="before")
    @classmethod
    def _not_too_deep(cls, raw: Any) -> Any:
        level: list[Any] = [raw.get("when")] if isinstance(raw, Mapping) else []
        for _ in range(_DEEPEST + 1):
            of = [one.get("of") for one in level if isinstance(one, Mapping)]
            level = [part for parts in of if isinstance(parts, list) for part in parts]
        if level:
            raise ValueError("groups inside groups inside groups")
        return raw


RulesIn = Annotated[list[RoutingRule], Field(max_length=300)]


def rules_in(shapes: list[RoutingRule]) -> Rules:
    """As the service takes them."""
    return codec.rules_of([one.model_dump(mode="json") for one in shapes])


def rules_out(rules: Rules) -> list[RoutingRule]:
    """The shown values."""
    return [RoutingRule.model_validate(codec.rule_json(rule)) for rule in rules]


class RulesBy(BaseModel):
    """Who changed rules."""

    id: UUID | None
    name: str

    @staticmethod
    def of(by: By | None) -> "RulesBy | None":
        """The shown value."""
        return RulesBy(id=by.id, name=by.name) if by else None


class RoutingRulesVersion(BaseModel):
    """A version of the rules that is, or was, in force."""

    number: int = Field(description="Counted from 1; 0: no rules were ever published.")
    rules: list[RoutingRule]
    at: datetime | None
    by: RulesBy | None
    note: str
    restored: int | None = Field(description="The older version whose rules these are.")

    @staticmethod
    def of(one: Published) -> "RoutingRulesVersion":
        """The shown value."""
        return RoutingRulesVersion(
            number=one.number,
            rules=rules_out(one.rules),
            at=one.at,
            by=RulesBy.of(one.by),
            note=one.note,
            restored=one.restored,
        )


class RoutingDraft(BaseModel):
    """What somebody works on."""

    version: int
    rules: list[RoutingRule]
    based_on: int = Field(description="The published version it began with.")
    differs: bool = Field(description="There is something to publish.")
    at: datetime | None
    by: RulesBy | None
    faults: list[Fault] = Field(description="What keeps it from being published, by its place.")

    @staticmethod
    def of(one: Draft, language: Language) -> "RoutingDraft":
        """The shown value, its faults in words."""
        return RoutingDraft(
            version=one.version,
            rules=rules_out(one.rules),
            based_on=one.based_on,
            differs=one.differs,
            at=one.at,
            by=RulesBy.of(one.by),
            faults=[fault_out(fault, language) for fault in one.faults],
        )


def fault_out(fault: FieldFault, language: Language) -> Fault:
    """A fault in words."""
    return Fault(
        pointer=fault.pointer,
        code=fault.code,
        detail=sentence(language, f"fault.{fault.code}", fault.params),
        params=dict(fault.params),
    )


class RoutingRulesOut(BaseModel):
    """What is in force, and what somebody works on."""

    published: RoutingRulesVersion
    draft: RoutingDraft


class RoutingDraftIn(Shape):
    """A draft to keep, finished or not."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 3, "rules": [A_RULE]}]}
    )

    version: Annotated[int, Field(ge=0, le=2**31 - 1, description="Of the draft it replaces.")]
    rules: RulesIn


class RulesPublication(Shape):
    """A draft to put in force."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"version": 4, "note": "Black Friday"}]}
    )

    version: Annotated[int, Field(ge=0, le=2**31 - 1, description="Of the draft that was seen.")]
    note: Annotated[str, Field(max_length=200)] = ""


class MadeUpPlace(Shape):
    """Degrees, WGS 84."""

    latitude: Annotated[float, Field(ge=-90, le=90)]
    longitude: Annotated[float, Field(ge=-180, le=180)]


AnyJson = dict[str, Any]


class MadeUpRequest(Shape):
    """A request that nobody made, to try rules with."""

    at: datetime | None = Field(None, description="When it comes in; now, unless given.")
    medium: Medium = Medium.CHAT
    entry_point_id: UUID | None = None
    language: Annotated[str, Field(max_length=20)] = ""
    known: bool = False
    verified: bool = False
    tags: Annotated[list[Short], Field(max_length=50)] = Field(default_factory=list)
    company: Short | None = None
    attributes: Annotated[AnyJson, Field(max_length=100)] = Field(default_factory=dict)
    rating: Annotated[int | None, Field(ge=1, le=5)] = None
    subject: Short | None = None
    form: Annotated[dict[str, Short], Field(max_length=50)] = Field(default_factory=dict)
    site: Short | None = None
    page: Annotated[str | None, Field(max_length=2000)] = None
    pages: Annotated[list[Annotated[str, Field(max_length=2000)]], Field(max_length=50)] = Field(
        default_factory=list
    )
    referrer: Annotated[str | None, Field(max_length=2000)] = None
    data: Annotated[AnyJson, Field(max_length=100)] = Field(default_factory=dict)
    device: Literal["phone", "tablet", "computer"] | None = None
    location: MadeUpPlace | None = None
    territory: Annotated[str | None, Field(max_length=2)] = None
    invitation: Short | None = None

    def facts(self, local: datetime, open_calendars: frozenset[str]) -> Facts:
        """As rules see it."""
        plain = self.model_dump(
            exclude={"at", "medium", "entry_point_id", "location", "tags", "pages", "rating"}
        )
        return Facts(
            local=local,
            medium=self.medium.value,
            entry_point=str(self.entry_point_id or ""),
            tags=tuple(self.tags),
            pages=(*self.pages, *((self.page,) if self.page else ())),
            rating=None if self.rating is None else float(self.rating),
            location=(self.location.latitude, self.location.longitude) if self.location else None,
            open_calendars=open_calendars,
            **plain,
        )


class RulesTrialIn(Shape):
    """Rules to try, and a request to try them with."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [
                {
                    "rules": [A_RULE],
                    "request": {"language": "fr", "page": "https://shop.example/checkout"},
                }
            ]
        },
    )

    rules: RulesIn | None = Field(None, description="The draft's, unless given.")
    request: MadeUpRequest


class RulesDecision(BaseModel):
    """What rules decide of a request."""

    queue_id: UUID | None = Field(description="None: the queue it would wait in without rules.")
    require: list[RuleSkill]
    prefer: list[RuleSkill]
    forbid: list[RuleSkill]
    priority: int
    agent: RuleAgent | None
    tags: list[str]

    @staticmethod
    def of(outcome: Outcome) -> "RulesDecision":
        """The shown value."""
        found = codec.outcome_json(outcome)
        found.pop("rules")
        return RulesDecision.model_validate(found)


class RuleReason(BaseModel):
    """A test that held."""

    test: RuleTest
    seen: str = Field(description="What the fact was, in short.")


class RuleMatch(BaseModel):
    """A rule that held."""

    place: int = Field(description="Counted from 1.")
    name: str
    reasons: list[RuleReason]

    @staticmethod
    def of(one: Match) -> "RuleMatch":
        """The shown value."""
        reasons = [
            RuleReason(test=RuleTest.model_validate(codec.condition_json(why.test)), seen=why.seen)
            for why in one.reasons
        ]
        return RuleMatch(place=one.place, name=one.name, reasons=reasons)


class RulesTrial(BaseModel):
    """What became of the made-up request."""

    matches: list[RuleMatch]
    decided: RulesDecision
    marks: dict[str, bool] = Field(
        description="For each rule, group and test, by its place such as `rules/0/when/of/1`,"
        " whether it holds."
    )

    @staticmethod
    def of(trial: Trial) -> "RulesTrial":
        """The shown value."""
        return RulesTrial(
            matches=[RuleMatch.of(one) for one in trial.matches],
            decided=RulesDecision.of(trial.outcome),
            marks=dict(trial.marks),
        )


class Placement(BaseModel):
    """By which rules a request was placed when it came in."""

    number: int = Field(description="The version of the rules; 0: no rule held.")
    matches: list[RuleMatch]


class RuleFact(BaseModel):
    """Something rules can ask about."""

    fact: str
    kind: str = Field(description="What it is like; it says which operators there are.")
    operators: list[str] = Field(description="The usual one first.")
    keyed: bool = Field(description="A key says which one is meant.")


class RuleChoice(BaseModel):
    """Something rules can name."""

    value: str
    label: str


class RoutingVocabulary(BaseModel):
    """Everything rules can be made of, with what was seen lately as suggestions."""

    facts: list[RuleFact]
    queues: list[RuleChoice]
    skills: list[RuleChoice]
    agents: list[RuleChoice]
    calendars: list[RuleChoice]
    entry_points: list[RuleChoice]
    tags: list[str] = Field(description="Of contacts.")
    zone: str = Field(description="Hours and weekdays are of this zone.")
    seen: dict[str, list[str]] = Field(
        description="Values seen lately, the most frequent first, by fact; keys under `<fact>.key`."
    )


def facts_out() -> list[RuleFact]:
    """All facts."""
    return [
        RuleFact(fact=fact, kind=kind, operators=list(OPERATORS[kind]), keyed=fact in KEYED)
        for fact, kind in FACTS.items()
    ]
