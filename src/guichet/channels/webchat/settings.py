"""What a company sets for the chat of one site."""

from collections.abc import Sequence
from typing import Annotated, Literal, TypeVar
from urllib.parse import urlsplit

from pydantic import (
    AfterValidator,
    Field,
    SecretStr,
    StringConstraints,
    ValidationInfo,
    field_validator,
)
from pydantic_core import PydanticCustomError

from guichet.channels.webchat.invitations import Invitation
from guichet.channels.webchat.wording import Both, Key, LongLine, Part, words
from guichet.gateway.contract import ChannelSettings

Colour = Annotated[str, StringConstraints(pattern=r"^#[0-9a-fA-F]{6}$", to_lower=True)]
MOST_SUBJECTS, MOST_FIELDS, MOST_CHOICES, MOST_INVITATIONS = 20, 12, 30, 20
SHORTEST_SECRET = 32


def _https(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme != "https" or not parts.hostname:
        raise PydanticCustomError("not_https", "must be an https address")
    return value


Picture = Annotated[str, StringConstraints(max_length=500), AfterValidator(_https)]


class Keyed(Part):
    """A part with a key of its own."""

    key: Key = Field(
        **words(
            "Key",
            "Clé",
            "Short name for rules and pages, such as orders; letters, digits, - and _.",
            "Nom court pour les règles et les pages, comme commandes ; lettres, chiffres, - et _.",
        )
    )
    label: Both = Field(
        **words("Label", "Libellé", "What visitors read.", "Ce que lit le visiteur.")
    )


class Subject(Keyed):
    """What a visitor may come about."""

    queue: Key | None = Field(
        None,
        **words(
            "Queue",
            "File",
            "Where such requests wait, unless a rule decides otherwise.",
            "Où attendent ces demandes, sauf si une règle en décide autrement.",
            of="queue",
        ),
    )


class Choice(Part):
    """One answer of a choice."""

    value: Key = Field(**words("Key", "Clé"))
    label: Both = Field(**words("Label", "Libellé"))


FIELD_KINDS = {
    "text": ("One line", "Une ligne"),
    "long": ("Several lines", "Plusieurs lignes"),
    "email": ("E-mail address", "Adresse e-mail"),
    "phone": ("Phone number", "Numéro de téléphone"),
    "choice": ("Choice", "Choix"),
    "checkbox": ("Box to tick", "Case à cocher"),
}


class FormField(Keyed):
    """One question of the form before the chat."""

    kind: Literal["text", "long", "email", "phone", "choice", "checkbox"] = Field(
        "text", **words("Kind", "Type", titles=FIELD_KINDS)
    )
    required: bool = Field(False, **words("Required", "Obligatoire"))
    choices: Annotated[tuple[Choice, ...], Field(max_length=MOST_CHOICES)] = Field(
        (), **words("Choices", "Choix", "For a choice.", "Pour un choix.")
    )


class Texts(Part):
    """Sentences of the chat a company words itself; empty: ours."""

    launcher: Both = Field(
        Both(),
        **words("Button", "Bouton", "Read out for the button.", "Lu pour désigner le bouton."),
    )
    greeting: Both = Field(
        Both(),
        **words(
            "Greeting",
            "Accueil",
            "Shown before the visitor writes.",
            "Affiché avant le premier message.",
        ),
    )
    away: Both = Field(
        Both(),
        **words(
            "Nobody there",
            "Personne",
            "Shown outside hours, above the message to leave.",
            "Affiché hors des heures d’ouverture, au-dessus du message à laisser.",
        ),
    )
    subjects: Both = Field(
        Both(),
        **words(
            "Choice of subject",
            "Choix du sujet",
            "Shown above the subjects.",
            "Affiché au-dessus des sujets.",
        ),
    )
    privacy: Both = Field(
        Both(),
        **words(
            "Privacy",
            "Vie privée",
            "One sentence under the composer.",
            "Une phrase sous la zone de saisie.",
        ),
    )


class WebChatSettings(ChannelSettings):
    """How the chat looks, asks and invites."""

    greeting: LongLine | None = Field(
        None,
        **words(
            "Greeting",
            "Accueil",
            "Shown before the visitor writes. Empty: a friendly sentence of ours.",
            "Affiché avant le premier message. Vide : une phrase accueillante de notre cru.",
        ),
    )
    colour: Colour = Field(
        "#1f5fbf",
        **words(
            "Colour",
            "Couleur",
            "Of the button and the visitor's messages; text on it stays readable.",
            "Du bouton et des messages du visiteur ; le texte y reste lisible.",
            format="color",
        ),
    )
    side: Literal["right", "left"] = Field(
        "right",
        **words(
            "Side",
            "Côté",
            "The corner of the page the button sits in.",
            "Le coin de la page où se trouve le bouton.",
            titles={"right": ("Right", "Droite"), "left": ("Left", "Gauche")},
        ),
    )
    offset_x: Annotated[int, Field(ge=0, le=400)] = Field(
        20,
        **words(
            "Distance from the side",
            "Distance du bord",
            "In pixels.",
            "En pixels.",
        ),
    )
    offset_y: Annotated[int, Field(ge=0, le=400)] = Field(
        20,
        **words(
            "Distance from the bottom",
            "Distance du bas",
            "In pixels; more where something else sits there.",
            "En pixels ; davantage si autre chose s’y trouve.",
        ),
    )
    logo: Picture | None = Field(
        None,
        **words(
            "Logo",
            "Logo",
            "Address (https) of a picture, shown at the top of the chat.",
            "Adresse (https) d’une image, affichée en haut du chat.",
        ),
    )
    launcher: bool = Field(
        True,
        **words(
            "Button on every page",
            "Bouton sur chaque page",
            "Off: only your own elements marked data-guichet open the chat.",
            "Désactivé : seuls vos éléments marqués data-guichet ouvrent le chat.",
        ),
    )
    when_away: Literal["message", "hide"] = Field(
        "message",
        **words(
            "When nobody is there",
            "Quand personne n’est là",
            "What visitors find outside hours.",
            "Ce que trouve le visiteur hors des heures d’ouverture.",
            titles={
                "message": (
                    "They leave a message and an address",
                    "Il laisse un message et une adresse",
                ),
                "hide": ("The button is hidden", "Le bouton est masqué"),
            },
        ),
    )
    texts: Texts = Field(
        Texts(),
        **words(
            "Your texts",
            "Vos textes",
            "Sentences in your own words, in both languages.",
            "Des phrases à vous, dans les deux langues.",
        ),
    )
    subjects: Annotated[tuple[Subject, ...], Field(max_length=MOST_SUBJECTS)] = Field(
        (),
        **words(
            "Subjects",
            "Sujets",
            "What a visitor may choose from before writing. None: no question.",
            "Ce que le visiteur choisit avant d’écrire. Aucun : pas de question.",
        ),
    )
    form: Annotated[tuple[FormField, ...], Field(max_length=MOST_FIELDS)] = Field(
        (),
        **words(
            "Form before the chat",
            "Formulaire avant le chat",
            "What you need to know first. Shorter is better: each question costs visitors.",
            "Ce qu’il vous faut savoir d’abord. Restez bref : chaque question coûte des visiteurs.",
        ),
    )
    files: bool = Field(
        True,
        **words(
            "Files",
            "Fichiers",
            "Visitors may send pictures and documents.",
            "Les visiteurs peuvent envoyer des images et des documents.",
        ),
    )
    rating: bool = Field(
        True,
        **words(
            "Rating",
            "Évaluation",
            "Visitors are asked how it was.",
            "On demande au visiteur comment cela s’est passé.",
        ),
    )
    transcript: bool = Field(
        True,
        **words(
            "Transcript",
            "Transcription",
            "Visitors may have the conversation mailed to them.",
            "Le visiteur peut recevoir la conversation par e-mail.",
        ),
    )
    consent: Literal["page", "none"] = Field(
        "page",
        **words(
            "Storing in the visitor's browser",
            "Stockage chez le visiteur",
            "What may be kept before the visitor opens the chat.",
            "Ce qui peut être conservé avant que le visiteur n’ouvre le chat.",
            titles={
                "page": (
                    "Nothing, until your page passes the visitor's consent",
                    "Rien, tant que votre page ne transmet pas le consentement",
                ),
                "none": (
                    "Pages seen: consent is not needed here, or asked elsewhere",
                    "Les pages vues : pas de consentement requis, ou demandé ailleurs",
                ),
            },
        ),
    )
    invitations: Annotated[tuple[Invitation, ...], Field(max_length=MOST_INVITATIONS)] = Field(
        (),
        **words(
            "Invitations",
            "Invitations",
            "When to offer help, while somebody is free to give it.",
            "Quand proposer de l’aide, tant que quelqu’un est libre.",
        ),
    )
    control: Annotated[int, Field(ge=0, le=50)] = Field(
        10,
        **words(
            "Visitors who are not invited",
            "Visiteurs non invités",
            "Percent kept aside to compare with, so that the effect of invitations is known.",
            "Pourcentage mis à part pour comparer, afin de connaître l’effet des invitations.",
        ),
    )
    identity_secret: Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)] | None = Field(
        None,
        **words(
            "Identity secret",
            "Secret d’identité",
            "With it your server vouches for signed-in visitors. Keep it on your server.",
            "Avec lui, votre serveur garantit qui sont ses visiteurs connectés. À garder secret.",
        ),
    )
    identity_secret_before: Annotated[SecretStr, Field(min_length=SHORTEST_SECRET)] | None = Field(
        None,
        **words(
            "Earlier identity secret",
            "Ancien secret d’identité",
            "Still accepted, so that you can change it without a gap. Empty it afterwards.",
            "Encore accepté, pour changer sans coupure. À vider ensuite.",
        ),
    )

    @field_validator("subjects", "form", "invitations")
    @classmethod
    def _each_key_once(cls, given: Sequence["K"]) -> Sequence["K"]:
        keys = [one.key for one in given]
        if len(set(keys)) < len(keys):
            raise PydanticCustomError("key_twice", "each key once")
        return given

    @field_validator("form")
    @classmethod
    def _choices_for_a_choice(cls, given: tuple[FormField, ...]) -> tuple[FormField, ...]:
        if any(one.kind == "choice" and not one.choices for one in given):
            raise PydanticCustomError("no_choices", "a choice needs choices")
        return given

    @field_validator("invitations")
    @classmethod
    def _known_subjects(
        cls, given: tuple[Invitation, ...], info: ValidationInfo
    ) -> tuple[Invitation, ...]:
        known = {one.key for one in info.data.get("subjects", ())}
        if any(one.subject is not None and one.subject not in known for one in given):
            raise PydanticCustomError("unknown_subject", "no such subject")
        return given

    def subject(self, key: str | None) -> Subject | None:
        """The subject of that key."""
        return next((one for one in self.subjects if one.key == key), None)

    def secrets(self) -> tuple[str, ...]:
        """What identities may be signed with, the newest first."""
        held = (self.identity_secret, self.identity_secret_before)
        return tuple(one.get_secret_value() for one in held if one is not None)


K = TypeVar("K", Keyed, Invitation, Subject, FormField)
