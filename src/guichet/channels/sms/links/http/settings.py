"""What a route over HTTP is set to: request, answer and call-backs are data."""

from typing import Annotated, Literal

from pydantic import Field, JsonValue, SecretStr, StringConstraints

from guichet.channels.sms.links.lookup import NumberLookup
from guichet.channels.sms.links.wording import Part, words
from guichet.gateway.contract import ChannelSettings
from guichet.gateway.mass.contract import ReceiptState

Template = Annotated[str, StringConstraints(max_length=2_000)]
Path = Annotated[
    str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+(\.[A-Za-z0-9_-]+)*$", max_length=200)
]
Action = Literal["throttle", "temporary", "permanent", "session"]


class Answer(Part):
    """How an answer is read. Paths name a place in its JSON: ``messages.0.message-id``."""

    id: Path = Field(**words("Where the id is", "Où est l'identifiant"))
    code: Path | None = Field(None, **words("Where its code is", "Où est son code"))
    taken: frozenset[str] = Field(
        frozenset(),
        **words(
            "Codes of what was taken",
            "Codes des messages pris",
            "Empty: whatever was answered with a status of 200 to 299.",
            "Vide : tout ce qui reçoit un statut de 200 à 299.",
        ),
    )
    words_at: Path | None = Field(None, **words("Where its words are", "Où sont ses mots"))
    errors: dict[str, Action] = Field(
        {}, max_length=300, **words("What to do about codes", "Que faire selon les codes")
    )


class ReceiptCall(Part):
    """How a call-back about a message is read: names of its fields."""

    id: Path = Field(**words("Field of the id", "Champ de l'identifiant"))
    state: Path = Field(**words("Field of the state", "Champ de l'état"))
    error: Path | None = Field(None, **words("Field of the error", "Champ de l'erreur"))
    states: dict[str, ReceiptState] = Field(
        max_length=50, **words("What its words mean", "Ce que veulent dire ses mots")
    )
    each: Path | None = Field(
        None,
        **words(
            "Where several are",
            "Où sont plusieurs",
            "The list in it, where one call tells of several messages.",
            "La liste qu'il contient, quand un appel parle de plusieurs messages.",
        ),
    )


class TextCall(Part):
    """How a call-back with a text from a telephone is read."""

    id: Path = Field(**words("Field of the id", "Champ de l'identifiant"))
    sender: Path = Field(**words("Field of the sender", "Champ de l'expéditeur"))
    to: Path = Field(**words("Field of our number", "Champ de notre numéro"))
    text: Path = Field(**words("Field of the text", "Champ du texte"))
    each: Path | None = Field(
        None,
        **words(
            "Where several are",
            "Où sont plusieurs",
            "The list in it, where one call brings several texts.",
            "La liste qu'il contient, quand un appel apporte plusieurs textes.",
        ),
    )


class HttpSettings(ChannelSettings):
    """One account at one service. Templates may hold ``{to}``, ``{to_digits}``, ``{from}``,
    ``{text}``, ``{alphabet}`` (``text`` where GSM 03.38 has all of its characters, else
    ``unicode``), ``{id}``, ``{callback}``, ``{account}`` and ``{secret}``; nothing else is looked
    at.
    """

    address: Annotated[str, StringConstraints(pattern=r"^https?://", max_length=500)] = Field(
        **words("Address", "Adresse", "Where messages are sent to.", "Où partent les messages.")
    )
    method: Literal["POST", "GET", "PUT"] = Field("POST", **words("Method", "Méthode"))
    headers: dict[str, Template] = Field({}, max_length=20, **words("Headers", "En-têtes"))
    user: Template = Field("", **words("User (Basic)", "Utilisateur (Basic)"))
    password: Template = Field("", **words("Password (Basic)", "Mot de passe (Basic)"))
    account: str = Field(
        "",
        max_length=200,
        **words("Account", "Compte", "{account} in templates.", "{account} dans les modèles."),
    )
    secret: SecretStr = Field(
        SecretStr(""),
        max_length=1_000,
        **words(
            "Key or password",
            "Clé ou mot de passe",
            "{secret} in templates.",
            "{secret} dans les modèles.",
        ),
    )
    sends: Literal["json", "form"] = Field("json", **words("Form of the body", "Forme du corps"))
    body: dict[str, JsonValue] = Field(max_length=50, **words("Body", "Corps"))
    sender: str = Field("", max_length=20, **words("Sender", "Émetteur"))
    stop_code: Annotated[str, StringConstraints(pattern=r"^([0-9]{5})?$")] = Field(
        "",
        **words(
            "Short code for STOP",
            "Numéro court du STOP",
            "Five digits, put in place of XXXXX in offers. Empty: the service puts its own.",
            "Cinq chiffres, mis à la place de XXXXX dans les offres. Vide : le service met les"
            " siens.",
        ),
    )
    answer: Answer = Field(**words("Answer", "Réponse"))
    receipt: ReceiptCall | None = Field(None, **words("Receipts", "Accusés"))
    text: TextCall | None = Field(None, **words("Texts from telephones", "Textes reçus"))
    signs: Literal["none", "twilio", "vonage_sha256", "vonage_md5"] = Field(
        "none",
        **words(
            "Signature of its calls",
            "Signature de ses appels",
            "How the service proves that a call is its own. None: the secret address alone does.",
            "Comment le service prouve qu'un appel vient de lui. Aucune : l'adresse secrète seule.",
        ),
    )
    signing: SecretStr = Field(
        SecretStr(""),
        max_length=1_000,
        **words(
            "Secret of the signature",
            "Secret de la signature",
            "Empty: the key or password above.",
            "Vide : la clé ou le mot de passe ci-dessus.",
        ),
    )
    at_a_time: int = Field(8, ge=1, le=50, **words("Requests at a time", "Requêtes en même temps"))
    rate: float | None = Field(
        None, gt=0, le=10_000, **words("Messages a second", "Messages par seconde")
    )
    lookup: NumberLookup | None = Field(
        None,
        **words(
            "Number check",
            "Vérification des numéros",
            "Where this carrier can be asked about numbers (HLR).",
            "Où interroger cet opérateur sur des numéros (HLR).",
        ),
    )
