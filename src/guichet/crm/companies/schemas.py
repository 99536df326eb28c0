"""Companies as the API shows them."""

from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from guichet.crm.companies.events import company_item
from guichet.crm.companies.types import LONGEST_ABOUT, LONGEST_NAME, Company, CompanyFacts

_EXAMPLE: dict[str, Any] = {
    "name": "Hôtel Créolia",
    "domain": "creolia.example",
    "phone": "+262262123456",
    "about": "Commande chaque mardi",
}


class CompanyIn(BaseModel):
    """What is known of a company."""

    model_config = ConfigDict(extra="forbid", json_schema_extra={"examples": [_EXAMPLE]})

    name: Annotated[
        str, StringConstraints(strip_whitespace=True, min_length=1, max_length=LONGEST_NAME)
    ]
    domain: Annotated[str, Field(max_length=253)] | None = None
    phone: Annotated[str, Field(max_length=40)] | None = None
    about: Annotated[str, Field(max_length=LONGEST_ABOUT)] | None = None

    def facts(self) -> CompanyFacts:
        """As the service takes it."""
        return CompanyFacts(self.name, self.domain, self.phone, self.about)


class CompanyOut(BaseModel):
    """An organisation that people belong to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "id": "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a",
                    "version": 1,
                    **_EXAMPLE,
                    "created_at": "2026-03-02T08:00:00Z",
                }
            ]
        }
    )

    id: UUID
    version: int
    name: str
    domain: str | None
    phone: str | None
    about: str | None
    created_at: datetime

    @staticmethod
    def of(one: Company) -> "CompanyOut":
        """The shown value."""
        return CompanyOut.model_validate(company_item(one))
