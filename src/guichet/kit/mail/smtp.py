"""Sending through an SMTP server."""

from datetime import timedelta
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Final
from urllib.parse import unquote, urlsplit

import aiosmtplib

from guichet.kit.mail.types import MailFault, Posted

TIMEOUT: Final = timedelta(seconds=30)


class SmtpSender:
    """Speaks to the server of ``url``: ``smtp://user:password@host:587`` (STARTTLS whenever the
    server offers it, always before a password) or ``smtps://user:password@host:465``.
    """

    def __init__(self, url: str, sender: str) -> None:
        parts = urlsplit(url)
        self._tls = parts.scheme == "smtps"
        self._host = parts.hostname or "localhost"
        self._port = parts.port or (465 if self._tls else 587)
        self._user = unquote(parts.username) if parts.username else None
        self._password = unquote(parts.password) if parts.password else None
        self._from = sender

    async def send(self, posted: Posted) -> None:
        """Hand one mail over; see :class:`guichet.kit.mail.types.Sender`."""
        try:
            await aiosmtplib.send(
                message_of(posted, self._from),
                hostname=self._host,
                port=self._port,
                username=self._user,
                password=self._password,
                use_tls=self._tls,
                start_tls=self._start_tls(),
                timeout=TIMEOUT.total_seconds(),
            )
        except aiosmtplib.SMTPException as fault:
            raise MailFault(_reason(fault), final=_is_final(fault)) from fault
        except (OSError, ValueError) as fault:
            raise MailFault(f"{type(fault).__name__}: {fault}", final=False) from fault

    def _start_tls(self) -> bool | None:
        """``None``: when the server offers it. A password never goes over an open line."""
        if self._tls:
            return False
        return True if self._user else None


def message_of(posted: Posted, sender: str) -> EmailMessage:
    """The mail as it goes over the wire (RFC 5322), marked as automatic (RFC 3834)."""
    name, address = parseaddr(sender)
    mail, message = posted.mail, EmailMessage()
    message["From"] = Address(name, addr_spec=address)
    message["To"] = Address(addr_spec=mail.to)
    message["Subject"] = mail.subject
    message["Date"] = format_datetime(posted.created_at)
    message["Message-ID"] = f"<{posted.id}@{address.rpartition('@')[2] or 'localhost'}>"
    message["Auto-Submitted"] = "auto-generated"
    message.set_content(mail.text)
    message.add_alternative(mail.html, subtype="html")
    return message


def _reason(fault: aiosmtplib.SMTPException) -> str:
    if isinstance(fault, aiosmtplib.SMTPRecipientsRefused) and fault.recipients:
        return _reason(fault.recipients[0])
    if isinstance(fault, aiosmtplib.SMTPResponseException):
        return f"{fault.code} {fault.message}"
    return f"{type(fault).__name__}: {fault}"


def _is_final(fault: aiosmtplib.SMTPException) -> bool:
    """A reply of the 500s to this mail is the last word (RFC 5321, section 4.2.1); being refused
    as a user is not: the operator may mend the password.
    """
    if isinstance(fault, aiosmtplib.SMTPRecipientsRefused):
        return all(500 <= one.code < 600 for one in fault.recipients)
    if isinstance(fault, aiosmtplib.SMTPAuthenticationError):
        return False
    return isinstance(fault, aiosmtplib.SMTPResponseException) and 500 <= fault.code < 600
