"""What a company sets for the texts to one of its numbers."""

from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints, ValidationInfo, field_validator
from pydantic_core import PydanticCustomError

from guichet.gateway.contract import ChannelSettings

MOST_KEYWORDS = 50
LONGEST_WORDS = 480
"""Three parts or so: whoever asks a short question wants a short answer."""

Number = Annotated[
    str,
    StringConstraints(strip_whitespace=True, pattern=r"^(\+[1-9][0-9]{7,14}|[0-9]{3,8})$"),
]
Keyword = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[^\W_][\w-]*$", max_length=20)
]
Key = Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9_-]+$", max_length=40, min_length=1)]
Account = Annotated[str, StringConstraints(strip_whitespace=True, pattern=r"^[\x21-\x7e]{1,15}$")]
PageCode = Annotated[
    str, StringConstraints(strip_whitespace=True, pattern=r"^[2-9a-z]*$", max_length=12)
]
Words = Annotated[str, StringConstraints(strip_whitespace=True, max_length=LONGEST_WORDS)]


def words(en: str, fr: str, en_help: str, fr_help: str, **more: Any) -> dict[str, Any]:
    """Title and help of a setting in both languages, for ``Field``."""
    extra: dict[str, Any] = {"fr": {"title": fr, "description": fr_help}}
    titles = more.pop("titles", None)
    if titles is not None:
        extra["titles"] = {value: pair[0] for value, pair in titles.items()}
        extra["fr"]["titles"] = {value: pair[1] for value, pair in titles.items()}
    extra.update(more)
    return {"title": en, "description": en_help, "json_schema_extra": extra}


class SmsSettings(ChannelSettings):
    """Which texts, and what becomes of them."""

    number: Number = Field(
        **words(
            "Number",
            "Numéro",
            "The number or short code people write to, one of those your company was given.",
            "Le numéro ou numéro court auquel on écrit, l’un de ceux de votre société.",
            of="number",
        )
    )
    keywords: Annotated[tuple[Keyword, ...], Field(max_length=MOST_KEYWORDS)] = Field(
        (),
        **words(
            "Keywords",
            "Mots-clés",
            "First words of the texts that are meant. None: every text that fits no other keyword"
            " of this number. A number that several companies share needs one.",
            "Premiers mots des textes concernés. Aucun : tout texte qui ne correspond à aucun autre"
            " mot-clé de ce numéro. Un numéro que plusieurs sociétés partagent en exige un.",
        ),
    )
    does: Literal["conversation", "answer", "sign_up", "tell"] = Field(
        "conversation",
        **words(
            "What happens",
            "Ce qui se passe",
            "Your systems are told of each text in any case.",
            "Vos systèmes sont informés de chaque texte dans tous les cas.",
            titles={
                "conversation": (
                    "Somebody of the team answers",
                    "Un membre de l’équipe répond",
                ),
                "answer": ("Always the same answer", "Toujours la même réponse"),
                "sign_up": (
                    "Whoever writes signs up at a page",
                    "Qui écrit s’inscrit sur une page",
                ),
                "tell": ("Nothing more", "Rien de plus"),
            },
        ),
    )
    account: Account | None = Field(
        None,
        **words(
            "SMPP account that gets them, too",
            "Compte SMPP qui les reçoit aussi",
            "The system_id of one of your SMPP accounts: each text is delivered to it as well, and"
            " waits up to three days while it is not connected.",
            "Le system_id d’un de vos comptes SMPP : chaque texte lui est aussi remis, et attend"
            " jusqu’à trois jours tant qu’il n’est pas connecté.",
        ),
    )
    page: PageCode = Field(
        "",
        validate_default=True,
        **words(
            "Sign-up page",
            "Page d’inscription",
            "The code at the end of the page’s address: where whoever writes the keyword signs up.",
            "Le code à la fin de l’adresse de la page : là où s’inscrit qui écrit le mot-clé.",
        ),
    )
    queue: Key | None = Field(
        None,
        **words(
            "Queue",
            "File",
            "Where conversations wait, unless a rule decides otherwise.",
            "Où attendent les conversations, sauf si une règle en décide autrement.",
            of="queue",
        ),
    )
    answer: Words = Field(
        "",
        validate_default=True,
        **words(
            "Answer",
            "Réponse",
            "Sent to whoever writes. With a conversation: on its first text, if you like.",
            "Envoyée à qui écrit. Avec une conversation : au premier texte, si vous le souhaitez.",
        ),
    )
    help: Words = Field(
        "",
        **words(
            "Answer to HELP",
            "Réponse à AIDE",
            "Who you are and how to reach you. Empty: your name, and how to stop your offers.",
            "Qui vous êtes et comment vous joindre. Vide : votre nom, et comment arrêter vos"
            " offres.",
        ),
    )
    stopped: Words = Field(
        "",
        **words(
            "Answer to STOP",
            "Réponse à STOP",
            "Confirms that your offers stop. Empty: only where the law of the place wants a"
            " confirmation, in our words.",
            "Confirme l’arrêt de vos offres. Vide : seulement là où la règle du lieu veut une"
            " confirmation, avec nos mots.",
        ),
    )
    started: Words = Field(
        "",
        **words(
            "Answer to START",
            "Réponse à START",
            "Confirms that your offers come again. Empty: nothing is sent.",
            "Confirme la reprise de vos offres. Vide : rien n’est envoyé.",
        ),
    )

    @field_validator("page")
    @classmethod
    def _page_is_there(cls, page: str, info: ValidationInfo) -> str:
        if not page and info.data.get("does") == "sign_up":
            raise PydanticCustomError("missing", "a page is needed")
        return page

    @field_validator("answer")
    @classmethod
    def _answer_is_there(cls, answer: str, info: ValidationInfo) -> str:
        if not answer and info.data.get("does") == "answer":
            raise PydanticCustomError("missing", "an answer is needed")
        return answer
