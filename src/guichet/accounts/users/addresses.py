"""E-mail addresses as people type them and as they are compared."""

from email_validator import EmailNotValidError, validate_email

from guichet.kit.errors import FieldFault, Invalid

LONGEST = 254
"""RFC 5321, section 4.5.3.1.3: a path of 256 with its brackets."""


def normal(address: str, field: str = "email") -> str:
    """``address`` in one spelling (RFC 6531 normal form, domain in lower case); nothing is asked
    of the network.

    :raises Invalid: naming ``field``, when it is no address.
    """
    try:
        return validate_email(
            address.strip(), check_deliverability=False, test_environment=True
        ).normalized
    except EmailNotValidError:
        raise Invalid(None, (FieldFault(field, "not_an_email"),)) from None


def key_of(address: str) -> str:
    """What equal addresses have in common: two spellings of case are one mailbox to people."""
    return address.strip().casefold()
