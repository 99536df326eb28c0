"""Imports as the API shows them."""

from datetime import date, datetime
from typing import Annotated, Any, Literal
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.consent.types import LONGEST_PROOF, ConsentMedium, Purpose
from guichet.crm.imports.events import column_item, import_item, plan_item
from guichet.crm.imports.types import (
    LONGEST_FILE_NAME,
    LONGEST_PASTED,
    MOST_BYTES,
    MOST_COLUMNS,
    Agreed,
    Column,
    Fault,
    Import,
    ImportKind,
    ImportState,
    OnMatch,
    Plan,
    RowResult,
    RowState,
)
from guichet.crm.schemas import Tags
from guichet.crm.segments.types import LONGEST_NAME
from guichet.kit.i18n import Language, sentence

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
_COLUMN: dict[str, Any] = {
    "name": "Portable",
    "samples": ["0692 12 34 56"],
    "meaning": "phone",
    "certain": True,
}
_PLAN: dict[str, Any] = {
    "columns": ["name", "phone"],
    "territory": "RE",
    "on_match": "fill",
    "consent": {
        "purpose": "marketing",
        "medium": "sms",
        "source": "Bulletin en caisse",
        "date": "2026-02-14",
    },
    "list_id": None,
    "list_name": "Soldes",
    "tags": ["caisse"],
    "event_type": None,
}
_COUNTS = {
    "new": 2,
    "changed": 0,
    "same": 0,
    "duplicates": 0,
    "refused": 0,
    "kept_refusals": 0,
    "kept": 0,
}
_ROW: dict[str, Any] = {
    "n": 1,
    "state": "new",
    "contact_id": None,
    "reasons": [],
    "cells": ["Éloïse Payet", "0692 12 34 56"],
    "becomes": ["Éloïse Payet", "+262692123456"],
}
_IMPORT: dict[str, Any] = {
    "id": AN_ID,
    "version": 3,
    "kind": "contacts",
    "file_name": "clients.csv",
    "size": 4096,
    "received": 4096,
    "state": "ready",
    "rows": 50,
    "done": 0,
    "undone": 0,
    "counts": _COUNTS,
    "problem": None,
    "problem_text": None,
    "by": {"id": AN_ID, "name": "Amélie Payet"},
    "created_at": A_TIME,
    "changed_at": A_TIME,
    "started_at": None,
    "finished_at": None,
    "header": True,
    "titles": 0,
    "sheet": None,
    "columns": [_COLUMN],
    "preview": [_ROW],
    "mapping": _PLAN,
}

Day = date
"""Where a field has the same name."""

Meaning = Annotated[str, Field(max_length=80, examples=["phone"])]
Source = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_PROOF)
]
ListName = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
]


class ImportIn(BaseModel):
    """A file about to be sent."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={
            "examples": [{"kind": "contacts", "file_name": "clients.csv", "size": 4096}]
        },
    )

    kind: ImportKind = "contacts"
    file_name: Annotated[str, Field(min_length=1, max_length=LONGEST_FILE_NAME)]
    size: Annotated[int, Field(ge=1, le=MOST_BYTES, description="In bytes.")]


class PastedIn(BaseModel):
    """A list pasted into a field."""

    model_config = ConfigDict(
        extra="forbid",
        json_schema_extra={"examples": [{"text": "Éloïse Payet\t0692 12 34 56\n0693 45 67 89"}]},
    )

    kind: ImportKind = "contacts"
    text: Annotated[str, Field(min_length=1, max_length=LONGEST_PASTED)]


class AgreedIn(BaseModel):
    """That the people of the list agreed. For offers the source and the day are required: the day
    here, or in a column of the file.
    """

    model_config = ConfigDict(extra="forbid")

    purpose: Purpose = "marketing"
    medium: ConsentMedium = Field(default="any", description="By what they may be written to.")
    source: Source = Field(description="Where they agreed: a form, a till, a fair.")
    date: Day | None = Field(default=None, description="When; none: a column says it.")

    def value(self) -> Agreed:
        """As the service takes it."""
        return Agreed(self.purpose, self.medium, self.source, self.date)


class MappingIn(BaseModel):
    """What is to be made of the file; what is left out stays."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_PLAN]})

    columns: Annotated[list[Meaning], Field(max_length=MOST_COLUMNS)] | None = Field(
        default=None,
        description="The meaning of each column, in their order: `name`, `first_name`, `last_name`,"
        " `phone`, `email`, `external_id`, `language`, `tags`, `birth_date`, `sex`, `postcode`,"
        " `commune`, `longitude`, `latitude`, `consent_date`, `attribute:<key>`,"
        " `new_attribute:text|number|date|boolean|money`, `ignore`; of events also `event_id`,"
        " `event_type`, `event_at`, `article`, `category`, `amount`, `currency`, `place`,"
        " `property:<name>`.",
    )
    territory: Annotated[str, Field(pattern=r"^[A-Z]{2}$")] | None = None
    on_match: OnMatch | None = None
    consent: AgreedIn | None = None
    list_id: UUID | None = None
    list_name: ListName | None = Field(default=None, description="A list to be made of them.")
    tags: Tags | None = None
    event_type: Annotated[str, Field(min_length=1, max_length=80)] | None = None

    def upon(self, plan: Plan) -> Plan:
        """The plan with what is given."""
        given = self.model_fields_set
        agreed = self.consent.value() if self.consent else None
        return Plan(
            meanings=plan.meanings if self.columns is None else tuple(self.columns),
            territory=self.territory or plan.territory,
            on_match=self.on_match or plan.on_match,
            consent=agreed if "consent" in given else plan.consent,
            list_id=self.list_id if "list_id" in given else plan.list_id,
            list_name=self.list_name if "list_name" in given else plan.list_name,
            tags=plan.tags if self.tags is None else tuple(self.tags),
            event_type=self.event_type if "event_type" in given else plan.event_type,
        )


class CountsOut(BaseModel):
    """What became of the rows so far."""

    new: int
    changed: int
    same: int
    duplicates: int = Field(description="Rows of a person that stood in the file before.")
    refused: int
    kept_refusals: int = Field(
        description="People who said stop: what the file says of their consent does not count."
    )
    kept: int = Field(
        description="Of an import that was undone: cards somebody has changed or used since."
    )


class ColumnOut(BaseModel):
    """A column of the file, and what it seems to hold."""

    model_config = ConfigDict(json_schema_extra={"examples": [_COLUMN]})

    name: str
    samples: list[str]
    meaning: str
    certain: bool = Field(description="False: worth a look.")


class ImportReasonOut(BaseModel):
    """Why a cell was not used."""

    column: int = Field(description="Counted from 0; -1: the whole row.")
    code: str
    text: str = Field(description="The same in the caller's language.")

    @staticmethod
    def of(one: Fault, language: Language) -> "ImportReasonOut":
        """The shown value."""
        text = sentence(language, f"fault.{one.code}", one.params)
        return ImportReasonOut(column=one.column, code=one.code, text=text)


class ImportedRowOut(BaseModel):
    """What became of a row."""

    model_config = ConfigDict(
        json_schema_extra={"examples": [{k: v for k, v in _ROW.items() if k != "becomes"}]}
    )

    n: int = Field(description="Counted from 1, without the header.")
    state: RowState
    contact_id: UUID | None
    reasons: list[ImportReasonOut]
    cells: list[str] | None = Field(description="Of refused rows, as they stood in the file.")

    @staticmethod
    def of(one: RowResult, language: Language) -> "ImportedRowOut":
        """The shown value."""
        return ImportedRowOut(
            n=one.n,
            state=one.state,
            contact_id=one.contact_id,
            reasons=[ImportReasonOut.of(fault, language) for fault in one.reasons],
            cells=list(one.cells) if one.cells is not None else None,
        )


class PreviewRowOut(ImportedRowOut):
    """What a row would become."""

    model_config = ConfigDict(json_schema_extra={"examples": [_ROW]})

    becomes: list[str] = Field(description="The cells as they would be kept.")


class AgreedOut(BaseModel):
    """That the people of the list agreed."""

    purpose: Purpose
    medium: ConsentMedium
    source: str
    date: Day | None


class MappingOut(BaseModel):
    """What is to be made of the file."""

    model_config = ConfigDict(json_schema_extra={"examples": [_PLAN]})

    columns: list[str]
    territory: str
    on_match: OnMatch
    consent: AgreedOut | None
    list_id: UUID | None
    list_name: str | None
    tags: list[str]
    event_type: str | None


class ImporterOut(BaseModel):
    """Who sent it, with the name they had then."""

    id: UUID | None
    name: str | None


class ImportOut(BaseModel):
    """A file on its way in."""

    model_config = ConfigDict(json_schema_extra={"examples": [_IMPORT]})

    id: UUID
    version: int
    kind: ImportKind
    file_name: str
    size: int
    received: int = Field(description="Bytes that arrived: send on from there.")
    state: ImportState
    rows: int | None = Field(description="Of the file, once it was read.")
    done: int
    undone: int = Field(description="Rows taken back, while it is being undone.")
    counts: CountsOut
    problem: str | None = Field(description="Code of what keeps the file from being read.")
    problem_text: str | None = Field(description="The same in the caller's language.")
    by: ImporterOut
    created_at: datetime
    changed_at: datetime
    started_at: datetime | None
    finished_at: datetime | None
    header: bool = Field(description="The first line names the columns.")
    titles: int = Field(description="Lines above it that only say what the list is: left out.")
    sheet: str | None = Field(
        description="Of a spreadsheet with several sheets: the one that is read, no other is."
    )
    columns: list[ColumnOut]
    preview: list[PreviewRowOut] = Field(description="The first rows, and what they become.")
    mapping: MappingOut

    @staticmethod
    def of(
        one: Import, language: Language, preview: "list[PreviewRowOut] | None" = None
    ) -> "ImportOut":
        """The shown value."""
        told = sentence(language, f"import.{one.problem}") if one.problem else None
        return ImportOut.model_validate(
            {
                **import_item(one),
                "problem_text": told,
                "header": one.layout.header if one.layout else False,
                "titles": one.layout.titles if one.layout else 0,
                "sheet": one.layout.sheet if one.layout else None,
                "columns": [_column(column) for column in one.columns],
                "preview": preview or [],
                "mapping": plan_item(one.plan),
            }
        )


def _column(one: Column) -> dict[str, Any]:
    return dict(column_item(one))


ExportFormat = Literal["csv", "xlsx"]
ExportWhat = Literal["contacts", "consents", "events"]
