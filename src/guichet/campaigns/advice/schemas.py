"""Advice as the API takes and shows it."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, StringConstraints

from guichet.campaigns.advice.types import Finding, Grade, Judgement, Plan
from guichet.campaigns.templates.types import LONGEST_TEMPLATE
from guichet.gateway.mass.schemas import Sender
from guichet.gateway.mass.types import Consent, Encoding, Purpose
from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence
from guichet.policies.types import Stricter

MOST_PEOPLE = 100_000_000
Territory = Annotated[str, StringConstraints(min_length=2, max_length=12)]


@dataclass(frozen=True, slots=True)
class Company:
    """What is known of who writes."""

    name: str
    territory: str
    zone: ZoneInfo
    stricter: Stricter
    offers_lately: int
    """Those the one with the most had within 30 days."""


class WritingIn(BaseModel):
    """What is about to be sent, as far as it is known."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"text": "Bjr, promo ds le magazin !!!", "recipients": 1200}]
        },
    )

    text: Annotated[str, StringConstraints(max_length=LONGEST_TEMPLATE)]
    language: Language | None = Field(None, description="Of the text; found out if left out.")
    sender: Sender | None = None
    answerable: bool = False
    purpose: Purpose = "marketing"
    consent: Consent = "none"
    encoding: Encoding = "auto"
    economical: bool = False
    recipients: Annotated[int | None, Field(ge=0, le=MOST_PEOPLE)] = None
    everybody: bool = Field(False, description="Nobody was chosen among the contacts.")
    at: AwareDatetime | None = Field(None, description="When it goes; else now.")
    offer_ends_at: AwareDatetime | None = None
    territories: Annotated[
        list[Territory],
        Field(max_length=50, description="Where the recipients are; else where the company is."),
    ] = []

    def value(self, of: Company) -> Plan:
        """As the judges take it."""
        return Plan(
            text=self.text,
            language=self.language,
            company=of.name,
            sender=self.sender,
            answerable=self.answerable,
            purpose=self.purpose,
            consent=self.consent,
            encoding=self.encoding,
            economical=self.economical,
            recipients=self.recipients,
            everybody=self.everybody,
            offers_lately=of.offers_lately,
            at=self.at,
            offer_ends_at=self.offer_ends_at,
            territories=tuple(self.territories) or (of.territory,),
            zone=of.zone,
            stricter=of.stricter,
        )


class FindingOut(BaseModel):
    """One thing a rule has to say."""

    code: str
    sentence: str = Field(description="In the caller's language.")
    start: int | None = Field(description="Where in the text, by characters.")
    end: int | None
    instead: str | None = Field(description="What could stand there.")

    @staticmethod
    def of(rule: str, one: Finding, language: Language) -> "FindingOut":
        """The shown value."""
        return FindingOut(
            code=one.code,
            sentence=sentence(language, f"advice.{rule}.{one.code}", one.params),
            start=one.place.start if one.place else None,
            end=one.place.end if one.place else None,
            instead=one.instead,
        )


class JudgementOut(BaseModel):
    """What one rule says."""

    rule: str
    version: int
    valid_from: date
    title: str
    why: str
    grade: Grade = Field(
        description="`good`; `better`: could be better; `bad`: against the law or surely to your"
        " harm; `open`: cannot be said yet; `later`: after sending."
    )
    findings: list[FindingOut]

    @staticmethod
    def of(one: Judgement, language: Language) -> "JudgementOut":
        """The shown value."""
        rule = one.rule
        return JudgementOut(
            rule=rule.id,
            version=rule.version,
            valid_from=rule.valid_from,
            title=getattr(rule.title, language),
            why=getattr(rule.why, language),
            grade=one.grade,
            findings=[FindingOut.of(rule.id, each, language) for each in one.findings],
        )


class WritingAdviceOut(BaseModel):
    """What every rule says, in their order."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "rules": [
                        {
                            "rule": "words",
                            "version": 1,
                            "valid_from": "2026-01-01",
                            "title": "Des mots corrects, sans langage SMS",
                            "why": "On lit un texte correct plus vite.",
                            "grade": "better",
                            "findings": [
                                {
                                    "code": "text_speak",
                                    "sentence": "« Bjr » : écrivez « bonjour ».",
                                    "start": 0,
                                    "end": 3,
                                    "instead": "bonjour",
                                }
                            ],
                        }
                    ]
                }
            ]
        }
    )

    rules: list[JudgementOut]

    @staticmethod
    def of(several: Sequence[Judgement], language: Language) -> "WritingAdviceOut":
        """The shown value."""
        return WritingAdviceOut(rules=[JudgementOut.of(one, language) for one in several])
