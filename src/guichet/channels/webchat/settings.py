"""What a company sets for the chat of one site."""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from guichet.gateway.contract import ChannelSettings

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]


class WebChatSettings(ChannelSettings):
    """How the chat looks and greets."""

    greeting: Annotated[str, StringConstraints(max_length=300, strip_whitespace=True)] | None = (
        Field(
            None,
            title="Greeting",
            description="Shown before the visitor writes. Empty: a friendly sentence of ours.",
            json_schema_extra={
                "fr": {
                    "title": "Accueil",
                    "description": "Affiché avant le premier message. Vide : une phrase "
                    "accueillante de notre cru.",
                }
            },
        )
    )
    colour: Colour = Field(
        "#1f5fbf",
        title="Colour",
        description="Of the button and the visitor's messages; text on it stays readable.",
        json_schema_extra={
            "format": "color",
            "fr": {
                "title": "Couleur",
                "description": "Du bouton et des messages du visiteur ; le texte y reste lisible.",
            },
        },
    )
    side: Literal["right", "left"] = Field(
        "right",
        title="Side",
        description="The corner of the page the button sits in.",
        json_schema_extra={
            "fr": {"title": "Côté", "description": "Le coin de la page où se trouve le bouton."}
        },
    )
