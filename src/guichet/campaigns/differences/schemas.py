"""What changed between two lists, as the API shows it."""

from uuid import UUID

from pydantic import BaseModel, ConfigDict, Field

from guichet.campaigns.differences.types import Against, Changed, Difference
from guichet.campaigns.types import ExclusionReason

AN_ID = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"


class ListDifferenceOut(BaseModel):
    """How many came and left since the list was made before."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {"against": "before", "before": AN_ID, "came": 14, "left": 3, "stayed": 1270}
            ]
        }
    )

    against: Against | None = Field(
        description="`shown`: the list as it was when the campaign was planned. `before`: that of"
        " the time before, of what goes again and again. null: there is nothing to compare with."
    )
    before: UUID | None = Field(description="The campaign whose list it is compared with.")
    came: int
    left: int
    stayed: int

    @staticmethod
    def of(one: Difference) -> "ListDifferenceOut":
        """The shown value."""
        return ListDifferenceOut(
            against=one.against,
            before=one.before,
            came=one.came,
            left=one.left,
            stayed=one.stayed,
        )


class ChangedOut(BaseModel):
    """Somebody who came or left."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "n": 1,
                    "contact_id": AN_ID,
                    "name": "Anna Payet",
                    "address": "+262692123456",
                    "reason": "told_to_stop",
                }
            ]
        }
    )

    n: int
    contact_id: UUID | None
    name: str | None = Field(description="As their card has it.")
    address: str
    reason: ExclusionReason | None = Field(
        description="Why they are left out now; null: they came, or are not chosen any more."
    )

    @staticmethod
    def of(one: Changed) -> "ChangedOut":
        """The shown value."""
        return ChangedOut(
            n=one.n,
            contact_id=one.contact_id,
            name=one.name,
            address=one.address,
            reason=one.reason,
        )
