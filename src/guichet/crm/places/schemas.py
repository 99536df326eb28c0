"""Places as the API shows them."""

from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field

from guichet.crm.places.types import Commune, Outline, Point


class PlaceOut(BaseModel):
    """A commune."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "97411",
                    "name": "Saint-Denis",
                    "department": "974",
                    "postcodes": ["97400", "97417", "97490"],
                    "longitude": 55.4504,
                    "latitude": -20.8823,
                }
            ]
        }
    )

    code: str = Field(description="INSEE's.")
    name: str
    department: str
    postcodes: list[str]
    longitude: Annotated[float, Field(ge=-180, le=180)] | None = Field(
        description="Of the town; none where nobody told."
    )
    latitude: Annotated[float, Field(ge=-90, le=90)] | None

    @staticmethod
    def of(one: Commune) -> "PlaceOut":
        """The shown value."""
        longitude, latitude = one.centre or (None, None)
        return PlaceOut(
            code=one.code,
            name=one.name,
            department=one.department,
            postcodes=list(one.postcodes),
            longitude=longitude,
            latitude=latitude,
        )


class PointOut(BaseModel):
    """A postcode on a map."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "postcode": "97400",
                    "name": "Saint-Denis",
                    "longitude": 55.4504,
                    "latitude": -20.8789,
                }
            ]
        }
    )

    postcode: str
    name: str | None = Field(description="The largest town that has it.")
    longitude: Annotated[float, Field(ge=-180, le=180)]
    latitude: Annotated[float, Field(ge=-90, le=90)]

    @staticmethod
    def of(one: Point) -> "PointOut":
        """The shown value."""
        longitude, latitude = one.centre
        return PointOut(
            postcode=one.postcode, name=one.name, longitude=longitude, latitude=latitude
        )


class OutlineOut(BaseModel):
    """A department or commune on a map."""

    model_config = ConfigDict(
        json_schema_extra={
            "examples": [
                {
                    "code": "97411",
                    "name": "Saint-Denis",
                    "rings": [[55.3915, -20.9, 55.45, -20.87, 55.5, -20.9]],
                }
            ]
        }
    )

    code: str = Field(description="INSEE's.")
    name: str
    rings: list[list[float]] = Field(
        description="Longitude and latitude of each corner; the last is joined to the first."
    )

    @staticmethod
    def of(one: Outline) -> "OutlineOut":
        """The shown value."""
        rings = [[each for corner in ring for each in corner] for ring in one.rings]
        return OutlineOut(code=one.code, name=one.name, rings=rings)
