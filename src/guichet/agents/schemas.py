"""Shapes that several parts of the room share."""

from typing import Annotated, Final

from pydantic import Field, StringConstraints

AN_ID: Final = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5a"
ANOTHER_ID: Final = "0199a7c2-4e7b-7c3a-9d55-0f1e2d3c4b5b"

Name = Annotated[str, StringConstraints(strip_whitespace=True, min_length=1, max_length=80)]
Version = Annotated[
    int,
    Field(ge=1, le=2_000_000_000, description="The version you decided on: an older one is a 409."),
]
