"""Refusals: expected answers of "no", named by what the caller can do about them.

Services raise them; the HTTP edge turns each into a problem document (RFC 9457), the console
into a sentence. They never page anyone.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import ClassVar, Literal

FaultPlace = Literal["body", "query", "path", "header"]
"""Which part of the request a fault is in."""


@dataclass(frozen=True)
class FieldFault:
    """One thing wrong with one field of what was sent."""

    pointer: str
    """Where it is: a JSON pointer without the leading slash, such as ``contact/email``."""
    code: str
    """Stable and translatable, such as ``too_long``."""
    params: Mapping[str, str | int] = field(default_factory=dict)
    place: FaultPlace = "body"


class Refusal(Exception):
    """The request cannot be served as it is. ``code`` is stable; ``params`` fill its sentence,
    which ``kit.i18n`` renders under the key ``refusal.<code>``.
    """

    status: ClassVar[int] = 400
    default_code: ClassVar[str] = "refused"

    def __init__(
        self,
        code: str | None = None,
        faults: tuple[FieldFault, ...] = (),
        /,
        **params: str | int,
    ) -> None:
        self.code = code or self.default_code
        self.params: Mapping[str, str | int] = params
        self.faults = faults
        super().__init__(f"{self.code} {dict(params)}" if params else self.code)


class Invalid(Refusal):
    """Mend the named fields and send again."""

    status = 422
    default_code = "invalid"


class NotSignedIn(Refusal):
    """Sign in, then send again."""

    status = 401
    default_code = "not_signed_in"


class Forbidden(Refusal):
    """Signed in, but without the right: ask an administrator."""

    status = 403
    default_code = "forbidden"


class NotFound(Refusal):
    """No such thing, or it belongs to another tenant: the answer is the same."""

    status = 404
    default_code = "not_found"


class Conflict(Refusal):
    """Somebody was faster, or the thing is in another state: read again, then decide."""

    status = 409
    default_code = "conflict"


class TooLarge(Refusal):
    """Send less at a time."""

    status = 413
    default_code = "too_large"


class TooMany(Refusal):
    """Slow down: try again after ``retry_after`` seconds."""

    status = 429
    default_code = "too_many"

    def __init__(self, retry_after: int, code: str | None = None, /, **params: str | int) -> None:
        self.retry_after = retry_after
        super().__init__(code, (), retry_after=retry_after, **params)


class Unavailable(Refusal):
    """Nothing wrong with the request: a part of Guichet is down, try again later."""

    status = 503
    default_code = "unavailable"
