"""Codes companies bring along, as the API takes and shows them."""

from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any, Final
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.campaigns.codes.events import file_item
from guichet.campaigns.codes.types import (
    LONGEST_PASTED,
    CodeFile,
    FileState,
    Reason,
    RefusedCode,
)
from guichet.kit.i18n import Language, sentence

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
A_TIME = "2026-03-02T08:00:00Z"
OURS: Final = frozenset({"no_codes", "broke_off"})
"""Problems of codes; all others are those of any file that is sent."""
_REFUSED: dict[str, Any] = {
    "row": 12,
    "text": "ETE24-AAAA",
    "reason": "twice",
    "reason_text": "Twice in the list.",
}
_FILE: dict[str, Any] = {
    "id": AN_ID,
    "version": 4,
    "campaign_id": AN_ID,
    "name": "codes-ete.csv",
    "state": "done",
    "rows": 2_001,
    "done": 2_001,
    "taken": 2_000,
    "unfit": 0,
    "twice": 1,
    "elsewhere": 0,
    "beyond": 0,
    "problem": None,
    "problem_text": None,
    "refused": [_REFUSED],
    "by_name": "Amélie Payet",
    "created_at": A_TIME,
    "changed_at": A_TIME,
}


class PastedCodesIn(BaseModel):
    """Codes, as they were pasted."""

    model_config = ConfigDict(
        extra="forbid", json_schema_extra={"examples": [{"text": "ETE24-AAAA\nETE24-BBBB"}]}
    )

    text: Annotated[str, Field(min_length=1, max_length=LONGEST_PASTED)] = Field(
        description="A code a line, or with commas between; a longer list goes as a file."
    )


class RefusedCodeOut(BaseModel):
    """A row that became no code."""

    model_config = ConfigDict(json_schema_extra={"examples": [_REFUSED]})

    row: int = Field(description="Counted from 1, without the names of columns.")
    text: str
    reason: Reason
    reason_text: str = Field(description="The same in the caller's language.")

    @staticmethod
    def of(one: RefusedCode, language: Language) -> "RefusedCodeOut":
        """The shown value."""
        told = sentence(language, f"codes.refused.{one.reason}")
        return RefusedCodeOut(row=one.row, text=one.text, reason=one.reason, reason_text=told)


class CodeFileOut(BaseModel):
    """Codes that were brought along at one time."""

    model_config = ConfigDict(json_schema_extra={"examples": [_FILE]})

    id: UUID
    version: int
    campaign_id: UUID
    name: str = Field(description="Of the file; empty: they were pasted.")
    state: FileState = Field(
        description="`reading`: `done` of `rows` were looked at; `done`; `failed`: it cannot be"
        " read, or not to its end; `removing`: its codes go."
    )
    rows: int | None
    done: int
    taken: int = Field(description="New codes.")
    unfit: int = Field(description="Rows that are no code: 4 to 30 letters and figures.")
    twice: int = Field(description="Twice in the list, or brought along before.")
    elsewhere: int = Field(description="Codes of another campaign.")
    beyond: int = Field(description="More than the 1,000,000 a campaign may have.")
    problem: str | None
    problem_text: str | None = Field(description="The same in the caller's language.")
    refused: list[RefusedCodeOut] = Field(description="The first rows that became no code.")
    by_name: str | None
    created_at: datetime
    changed_at: datetime

    @staticmethod
    def of(one: CodeFile, language: Language) -> "CodeFileOut":
        """The shown value."""
        told = {
            "problem_text": _problem(one.problem, language) if one.problem else None,
            "refused": [RefusedCodeOut.of(each, language) for each in one.refused],
        }
        return CodeFileOut.model_validate({**file_item(one), **told})


def _problem(code: str, language: Language) -> str:
    return sentence(language, f"codes.problem.{code}" if code in OURS else f"import.{code}")


class OwnCodesOut(BaseModel):
    """The codes a company brought along for a campaign."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [{"there": 2_000, "example": "ETE24-AAAA", "files": [_FILE]}]
        }
    )

    there: int = Field(description="How many recipients they are enough for.")
    example: str | None = Field(description="The first one.")
    files: list[CodeFileOut] = Field(description="The newest first.")

    @staticmethod
    def of(
        there: int, example: str | None, files: Sequence[CodeFile], language: Language
    ) -> "OwnCodesOut":
        """The shown value."""
        shown = [CodeFileOut.of(one, language) for one in files]
        return OwnCodesOut(there=there, example=example, files=shown)
