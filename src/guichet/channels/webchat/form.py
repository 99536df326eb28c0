"""The form before the chat: what is missing or wrong in its answers. Pure."""

import re
from collections.abc import Mapping, Sequence

from guichet.channels.webchat.settings import FormField

_LABEL = r"[^\s@.,;<>\"()\x00-\x1f]"
_MAIL = re.compile(rf"[^@\s\x00-\x1f,;<>\"()]{{1,64}}@(?:{_LABEL}{{1,63}}\.)+{_LABEL}{{2,63}}")
_PHONE = re.compile(r"\+?[\d\s().\-/]{5,30}")


def faults(fields: Sequence[FormField], answers: Mapping[str, str]) -> list[str]:
    """The keys of fields whose answer is missing or no answer."""
    return [one.key for one in fields if not _answered(one, answers.get(one.key, "").strip())]


def mail_address(given: str) -> str | None:
    """The address as it is kept, or none when it is none. Whether it exists a mail can tell."""
    address = given.strip().lower()
    return address if len(address) <= 254 and _MAIL.fullmatch(address) else None


def _answered(field: FormField, answer: str) -> bool:
    if not answer:
        return not field.required
    match field.kind:
        case "email":
            return mail_address(answer) is not None
        case "phone":
            return _PHONE.fullmatch(answer) is not None
        case "choice":
            return any(answer == one.value for one in field.choices)
        case "checkbox":
            return answer == "yes" or (answer == "no" and not field.required)
        case _:
            return True
