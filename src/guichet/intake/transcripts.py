"""What was said, as a mail. Pure."""

from collections.abc import Sequence
from zoneinfo import ZoneInfo

from guichet.interactions.types import Interaction, Message
from guichet.kit.i18n import Language, moment_words, sentence
from guichet.kit.mail.letters import letter
from guichet.kit.mail.types import Mail


def transcript(
    one: Interaction, messages: Sequence[Message], to: str, language: Language, zone: ZoneInfo
) -> Mail:
    """The conversation for its person: what they may see of it, in the order it was said."""
    said = [_line(message, language, zone) for message in messages if _is_theirs(message)]
    params = {"title": one.way.title, "conversation": "\n\n".join(said)}
    return letter("transcript", to, language, params)


def _is_theirs(message: Message) -> bool:
    return not message.internal and bool(message.text or message.files)


def _line(message: Message, language: Language, zone: ZoneInfo) -> str:
    who = sentence(language, "transcript.you")
    if message.author.kind != "contact":
        who = message.author.name or sentence(language, "transcript.us")
    at = moment_words(message.at.astimezone(zone), language)
    words = [message.text] if message.text else []
    if message.files:
        names = ", ".join(file.name for file in message.files)
        words.append(sentence(language, "transcript.files", {"names": names}))
    return f"{who}, {at}\n" + "\n".join(_one_paragraph(word) for word in words)


def _one_paragraph(text: str) -> str:
    """Empty lines part paragraphs in a letter; within one message they do not."""
    return "\n".join(line for line in text.splitlines() if line.strip())
