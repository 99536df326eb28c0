"""What a route to a carrier by SMPP is set to: everything carriers do differently is data here."""

import ssl
from typing import Annotated, Final, Literal

from pydantic import Field, SecretStr, StringConstraints, field_validator
from pydantic_core import PydanticCustomError

from guichet.channels.sms.links.lookup import NumberLookup
from guichet.channels.sms.links.wording import Part, words
from guichet.gateway.contract import ChannelSettings
from guichet.protocols.gsm7.segments import Concatenation
from guichet.protocols.smpp.ids import IdForm
from guichet.protocols.smpp.status import StatusClass
from guichet.protocols.smpp.texts import Charset

Ascii = StringConstraints(pattern=r"^[\x21-\x7e]*$")
Ton = Annotated[int, Field(ge=0, le=7)]
Npi = Annotated[int, Field(ge=0, le=18)]
Coding = Annotated[int, Field(ge=0, le=255)]
Action = Literal["throttle", "temporary", "permanent", "session"]
State = Literal[
    "enroute", "accepted", "delivered", "expired", "deleted", "undeliverable", "rejected", "unknown"
]
NATIONAL: Final = {"turkish": 1, "spanish": 2, "portuguese": 3}
ACTIONS: Final = {
    "throttle": StatusClass.THROTTLE,
    "temporary": StatusClass.TEMPORARY,
    "permanent": StatusClass.PERMANENT,
    "session": StatusClass.SESSION,
}


class NumberKind(Part):
    """How a kind of number is marked."""

    ton: Ton = Field(1, **words("Type of number", "Type de numéro"))
    npi: Npi = Field(1, **words("Numbering plan", "Plan de numérotage"))


class SmppSettings(ChannelSettings):
    """One account at one carrier."""

    host: str = Field(
        min_length=1,
        max_length=253,
        **words(
            "Address",
            "Adresse",
            "Name or address of the carrier's server.",
            "Nom ou adresse du serveur de l'opérateur.",
        ),
    )
    port: int = Field(2775, ge=1, le=65_535, **words("Port", "Port"))
    tls: bool = Field(
        False,
        **words(
            "TLS",
            "TLS",
            "The connection is encrypted and the server's certificate checked.",
            "La connexion est chiffrée et le certificat du serveur vérifié.",
        ),
    )
    tls_authority: str = Field(
        "",
        max_length=20_000,
        **words(
            "Certificate of its authority (PEM)",
            "Certificat de son autorité (PEM)",
            "For a server whose certificate no public authority signed: it alone is trusted then."
            " Empty: the public authorities this machine knows.",
            "Pour un serveur dont aucune autorité publique n'a signé le certificat : elle seule est"
            " alors crue. Vide : les autorités publiques que cette machine connaît.",
        ),
    )
    system_id: Annotated[str, Ascii] = Field(
        min_length=1, max_length=15, **words("Account (system_id)", "Compte (system_id)")
    )
    password: SecretStr = Field(SecretStr(""), max_length=8, **words("Password", "Mot de passe"))
    system_type: Annotated[str, Ascii] = Field(
        "", max_length=12, **words("System type", "Type de système")
    )
    mode: Literal["transceiver", "pair"] = Field(
        "transceiver",
        **words(
            "Way of binding",
            "Mode de liaison",
            "One connection for both ways, or one for sending and one for receiving.",
            "Une connexion pour les deux sens, ou une pour émettre et une pour recevoir.",
        ),
    )
    window: int = Field(
        50,
        ge=1,
        le=5_000,
        **words(
            "Window",
            "Fenêtre",
            "Messages that may be unanswered at a time, for each bind.",
            "Messages sans réponse au même moment, par liaison.",
        ),
    )
    rate: float | None = Field(
        None,
        gt=0,
        le=100_000,
        **words(
            "Messages a second",
            "Messages par seconde",
            "For each bind, parts counted; empty: as fast as the carrier answers.",
            "Par liaison, parties comptées ; vide : aussi vite que l'opérateur répond.",
        ),
    )
    enquire: float = Field(
        30.0,
        ge=0.05,
        le=600,
        **words(
            "Ask after silence of (s)",
            "Interroger après un silence de (s)",
            "Seconds without a word after which we ask whether the carrier is there.",
            "Secondes sans un mot après lesquelles on demande si l'opérateur est là.",
        ),
    )
    answer_within: float = Field(
        60.0,
        ge=0.05,
        le=600,
        **words(
            "Answer within (s)",
            "Réponse sous (s)",
            "A message without an answer after this is unknown: it may have been sent.",
            "Sans réponse au-delà, le sort du message est inconnu : il est peut-être parti.",
        ),
    )
    sender: str = Field(
        "",
        max_length=20,
        **words(
            "Sender",
            "Émetteur",
            "Of messages that name none.",
            "Des messages qui n'en nomment pas.",
        ),
    )
    stop_code: Annotated[str, StringConstraints(pattern=r"^([0-9]{5})?$")] = Field(
        "",
        **words(
            "Short code for STOP",
            "Numéro court du STOP",
            "Five digits, put in place of XXXXX in offers. Empty: the operator puts its own.",
            "Cinq chiffres, mis à la place de XXXXX dans les offres. Vide : l'opérateur met les"
            " siens.",
        ),
    )
    named: NumberKind = Field(
        NumberKind(ton=5, npi=0), **words("Senders that are names", "Émetteurs nommés")
    )
    short: NumberKind = Field(
        NumberKind(ton=3, npi=0), **words("Senders that are short codes", "Émetteurs courts")
    )
    international: NumberKind = Field(
        NumberKind(ton=1, npi=1), **words("International numbers", "Numéros internationaux")
    )
    plus: bool = Field(
        False,
        **words(
            "Plus before numbers",
            "Plus devant les numéros",
            "International numbers are written with their plus.",
            "Les numéros internationaux s'écrivent avec leur plus.",
        ),
    )
    charset: Charset = Field(
        Charset.GSM7,
        **words(
            "Default alphabet",
            "Alphabet par défaut",
            "What data_coding 0 means with this carrier.",
            "Ce que veut dire data_coding 0 chez cet opérateur.",
        ),
    )
    plain_coding: Coding = Field(
        0, **words("data_coding of plain texts", "data_coding des textes simples")
    )
    ucs2_coding: Coding = Field(
        8, **words("data_coding of other alphabets", "data_coding des autres alphabets")
    )
    concatenation: Concatenation = Field(
        Concatenation.UDH,
        **words(
            "Long texts",
            "Textes longs",
            "How the parts of a long text are told to belong together.",
            "Comment les parties d'un texte long sont reliées.",
        ),
    )
    reference_bits: Literal[8, 16] = Field(
        8, **words("Bits of part references", "Bits des références de parties")
    )
    national: frozenset[Literal["turkish", "spanish", "portuguese"]] = Field(
        frozenset(),
        **words(
            "National alphabets",
            "Alphabets nationaux",
            "May be used where they save parts; old telephones show other characters.",
            "Employés s'ils économisent des parties ; de vieux téléphones les montrent mal.",
        ),
    )
    most_parts: int = Field(10, ge=1, le=255, **words("Parts at the most", "Parties au plus"))
    answer_ids: IdForm = Field(
        IdForm.AS_IS, **words("Ids in answers", "Identifiants dans les réponses")
    )
    receipt_ids: IdForm = Field(
        IdForm.AS_IS, **words("Ids in receipts", "Identifiants dans les accusés")
    )
    intermediate: bool = Field(False, **words("Intermediate receipts", "Accusés intermédiaires"))
    zone: str = Field(
        "UTC", max_length=64, **words("Zone of the carrier's dates", "Fuseau des dates reçues")
    )
    states: dict[Annotated[str, StringConstraints(to_upper=True, max_length=20)], State] = Field(
        {},
        max_length=50,
        **words(
            "Words in receipts",
            "Mots des accusés",
            "What this carrier's own words for a state mean.",
            "Ce que veulent dire les mots propres à cet opérateur.",
        ),
    )
    errors: dict[Annotated[str, StringConstraints(pattern=r"^0x[0-9A-F]{1,8}$")], Action] = Field(
        {},
        max_length=300,
        **words(
            "Errors",
            "Erreurs",
            "What to do about this carrier's own statuses, or about others than usual.",
            "Que faire des statuts propres à cet opérateur, ou autrement que d'habitude.",
        ),
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

    @field_validator("tls_authority")
    @classmethod
    def _is_a_certificate(cls, written: str) -> str:
        if written.strip():
            try:
                ssl.create_default_context(cadata=written)
            except (ssl.SSLError, ValueError):
                raise PydanticCustomError("not_a_certificate", "no certificate (PEM)") from None
        return written.strip()
