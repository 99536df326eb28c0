"""Which passwords can be accepted: pure.

Length and guessability count, composition does not (NIST SP 800-63B-4, section 3.1.1.2: no rules
of composition, a list of common passwords, a strength meter). ``zxcvbn`` knows common passwords,
names, dates, keyboards and repetitions; three of its four marks are wanted: 10^8 guesses.
"""

from collections.abc import Iterable
from typing import Final

import zxcvbn_rs_py

from guichet.kit.errors import FieldFault, Invalid

SHORTEST: Final = 10
LONGEST: Final = 256
_GUESSES_LOG10: Final = 8
_LOOKED_AT: Final = 100
"""Letters that are judged: the rest of a long one cannot make it weaker."""


def check_password(password: str, about: Iterable[str], field: str = "password") -> None:
    """Go on only with a password worth having; ``about`` the user: name, address.

    :raises Invalid: naming ``field``, too short, too long or easily guessed.
    """
    if len(password) < SHORTEST:
        raise _fault(FieldFault(field, "too_short", {"limit": SHORTEST}))
    if len(password) > LONGEST:
        raise _fault(FieldFault(field, "too_long", {"limit": LONGEST}))
    words = [word for text in about for word in _words(text)]
    found = zxcvbn_rs_py.zxcvbn(password[:_LOOKED_AT], words)
    if found.guesses_log10 < _GUESSES_LOG10:
        raise _fault(FieldFault(field, "easily_guessed"))


def _words(text: str) -> list[str]:
    parts = text.replace("@", " ").replace(".", " ").split()
    return [text, *(part for part in parts if len(part) > 2)]


def _fault(fault: FieldFault) -> Invalid:
    return Invalid(None, (fault,))
