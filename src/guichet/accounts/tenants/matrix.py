"""The table of rights, in words."""

from pydantic import BaseModel, ConfigDict

from guichet.accounts.rights import ROLE_RIGHTS, Right, Role
from guichet.kit.i18n import Language, sentence


class RoleOut(BaseModel):
    """A role with its rights."""

    role: Role
    title: str
    rights: list[Right]


class RightOut(BaseModel):
    """A right in words."""

    right: Right
    title: str
    group: str


class Matrix(BaseModel):
    """Every role and every right."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "roles": [{"role": "agent", "title": "Agent", "rights": ["desk.answer"]}],
                    "rights": [
                        {"right": "desk.answer", "title": "Answer requests", "group": "desk"}
                    ],
                }
            ]
        }
    )

    roles: list[RoleOut]
    rights: list[RightOut]


def matrix_in(language: Language) -> Matrix:
    """The table with titles in ``language``."""
    return Matrix(
        roles=[_role(language, role) for role in Role],
        rights=[_right(language, right) for right in Right],
    )


def _role(language: Language, role: Role) -> RoleOut:
    title = sentence(language, f"role.{role}")
    return RoleOut(role=role, title=title, rights=sorted(ROLE_RIGHTS[role]))


def _right(language: Language, right: Right) -> RightOut:
    title = sentence(language, f"right.{right}")
    return RightOut(right=right, title=title, group=right.partition(".")[0])
