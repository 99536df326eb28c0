"""When a visitor is offered help: the rules as a company sets them and the loader carries them out.
Pure.
"""

from typing import Annotated, Literal

from pydantic import Field, StringConstraints, model_validator
from pydantic_core import PydanticCustomError

from guichet.channels.webchat.wording import Both, Key, Line, Part, words

Pattern = Annotated[str, StringConstraints(min_length=1, max_length=200, strip_whitespace=True)]
Weekday = Annotated[int, Field(ge=1, le=7)]
Minute = Annotated[int, Field(ge=0, le=1440)]
Seconds = Annotated[int, Field(ge=0, le=86_400)]
DAY = 1440
TESTS = {
    "present": ("is there", "est présent"),
    "absent": ("is not there", "est absent"),
    "is": ("is", "est"),
    "is_not": ("is not", "n’est pas"),
    "at_least": ("is at least", "est au moins"),
    "at_most": ("is at most", "est au plus"),
    "contains": ("contains", "contient"),
}


class DataTest(Part):
    """A condition on what the page passes along, such as the cart."""

    path: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_.-]+$", max_length=100)] = Field(
        **words(
            "Value",
            "Valeur",
            "Its place in what the page passes, such as cart.total.",
            "Son emplacement dans ce que transmet la page, par exemple cart.total.",
        )
    )
    test: Literal["present", "absent", "is", "is_not", "at_least", "at_most", "contains"] = Field(
        "present", **words("Condition", "Condition", titles=TESTS)
    )
    value: Line = Field("", **words("Compared with", "Comparé à"))


class Invitation(Part):
    """One invitation: all of its conditions hold, somebody is free, and it is shown."""

    key: Key = Field(**words("Key", "Clé", "Names it in figures.", "La désigne dans les chiffres."))
    on: bool = Field(True, **words("On", "Active"))
    text: Both = Field(
        **words("Text", "Texte", "What the visitor reads.", "Ce que lit le visiteur.")
    )
    subject: Key | None = Field(
        None,
        **words(
            "Subject",
            "Sujet",
            "Key of the subject it opens the chat with.",
            "Clé du sujet avec lequel elle ouvre le chat.",
        ),
    )
    pages: Annotated[tuple[Pattern, ...], Field(max_length=20)] = Field(
        (),
        **words(
            "Pages",
            "Pages",
            "Path patterns such as /checkout*; none: every page.",
            "Motifs de chemin comme /panier* ; aucun : toutes les pages.",
        ),
    )
    seconds_on_page: Seconds = Field(20, **words("Seconds on the page", "Secondes sur la page"))
    seconds_on_site: Seconds = Field(
        0,
        **words(
            "Seconds on the site",
            "Secondes sur le site",
            "Over several pages only where something may be stored.",
            "Sur plusieurs pages seulement si le stockage est permis.",
        ),
    )
    data: Annotated[tuple[DataTest, ...], Field(max_length=10)] = Field(
        (),
        **words(
            "What the page passes",
            "Données de la page",
            "Such as a cart above an amount.",
            "Par exemple un panier au-dessus d’un montant.",
        ),
    )
    returning: Literal["any", "new", "returning"] = Field(
        "any",
        **words(
            "Visitors",
            "Visiteurs",
            titles={
                "any": ("All", "Tous"),
                "new": ("Who come for the first time", "Qui viennent pour la première fois"),
                "returning": ("Who come again", "Qui reviennent"),
            },
        ),
    )
    weekdays: Annotated[tuple[Weekday, ...], Field(max_length=7)] = Field(
        (),
        **words(
            "Days",
            "Jours",
            "1 is Monday; none: every day.",
            "1 est lundi ; aucun : tous les jours.",
        ),
    )
    begins: Minute = Field(
        0,
        **words(
            "From",
            "De",
            "Minutes after midnight, by the visitor's clock.",
            "Minutes après minuit, à l’heure du visiteur.",
        ),
    )
    ends: Minute = Field(
        DAY, **words("To", "À", "Minutes after midnight.", "Minutes après minuit.")
    )
    most: Annotated[int, Field(ge=1, le=20)] = Field(
        1,
        **words(
            "Most per visitor",
            "Au plus par visiteur",
            "Over all pages where something may be stored, else per page.",
            "Sur toutes les pages si le stockage est permis, sinon par page.",
        ),
    )

    @model_validator(mode="after")
    def _worded(self) -> "Invitation":
        if not (self.text.en or self.text.fr):
            raise PydanticCustomError("required", "an invitation needs a text")
        return self
