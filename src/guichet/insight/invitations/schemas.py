"""Figures of invitations as the API shows them."""

from pydantic import BaseModel, ConfigDict, Field

from guichet.insight.invitations.lift import conversion, lift
from guichet.insight.invitations.types import Group, InvitationFigures


class GroupOut(BaseModel):
    """Visitors one compares: known over pages, so that what they bought is theirs."""

    visitors: int
    buyers: int = Field(description="Who bought within seven days after the rule first held.")
    purchases: int
    conversion: float | None = Field(
        description="buyers / visitors, from 0 to 1; none below 100 visitors."
    )

    @staticmethod
    def of(one: Group) -> "GroupOut":
        """The shown value."""
        return GroupOut(
            visitors=one.visitors,
            buyers=one.buyers,
            purchases=one.purchases,
            conversion=conversion(one),
        )


class LiftOut(BaseModel):
    """By how much more of those invited bought, as a difference of shares."""

    difference: float
    low: float = Field(description="Where the 95 % interval begins (Newcombe 1998, method 10).")
    high: float


class InvitationFiguresOut(BaseModel):
    """What one invitation came to."""

    rule: str = Field(description="Its key in the settings.")
    shown: int = Field(description="Visitors it was shown to, also those known on one page only.")
    accepted: int
    dismissed: int
    invited: GroupOut
    control: GroupOut = Field(description="For whom the rule held, and who were not invited.")
    lift: LiftOut | None = Field(
        description="None where it would be a guess: below 100 visitors in a group, or 10 buyers."
    )

    @staticmethod
    def of(one: InvitationFigures) -> "InvitationFiguresOut":
        """The shown value."""
        found = lift(one.invited, one.control)
        return InvitationFiguresOut(
            rule=one.rule,
            shown=one.shown,
            accepted=one.accepted,
            dismissed=one.dismissed,
            invited=GroupOut.of(one.invited),
            control=GroupOut.of(one.control),
            lift=LiftOut(difference=found.difference, low=found.low, high=found.high)
            if found
            else None,
        )


class InvitationsOut(BaseModel):
    """What the invitations of an entry point came to."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "items": [
                        {
                            "rule": "full-cart",
                            "shown": 1900,
                            "accepted": 230,
                            "dismissed": 640,
                            "invited": {
                                "visitors": 1500,
                                "buyers": 180,
                                "purchases": 195,
                                "conversion": 0.12,
                            },
                            "control": {
                                "visitors": 500,
                                "buyers": 40,
                                "purchases": 41,
                                "conversion": 0.08,
                            },
                            "lift": {"difference": 0.04, "low": 0.009, "high": 0.067},
                        }
                    ]
                }
            ]
        }
    )

    items: list[InvitationFiguresOut]
