"""Setting up a second factor."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Enrolment:
    """What an authenticator needs, shown once."""

    secret: str
    """Base 32, to type by hand."""
    uri: str
    """``otpauth://`` address, for a click on a phone."""
    qr_svg: str
    """The same as a picture."""
