"""Values typed at the command line."""

import getpass
import secrets
import sys

import typer

from guichet.accounts.rights import TENANT_ROLES, Role
from guichet.kit.i18n import LANGUAGES, Language


def languages_of(text: str) -> tuple[Language, ...]:
    """Languages separated by commas, in order."""
    return tuple(language_of(part) for part in _parts(text))


def language_of(text: str) -> Language:
    """One language Guichet speaks."""
    if text not in LANGUAGES:
        raise typer.BadParameter(f"no such language: {text}; there are {', '.join(LANGUAGES)}")
    return text


def roles_of(text: str) -> list[Role]:
    """Roles in a company, separated by commas."""
    known = {str(role): role for role in TENANT_ROLES}
    unknown = [part for part in _parts(text) if part not in known]
    if unknown:
        raise typer.BadParameter(f"no such role: {unknown[0]}; there are {', '.join(known)}")
    return [known[part] for part in _parts(text)]


def _parts(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


def password_of(generate: bool) -> str:
    """A generated password (printed), or one typed twice, or the first line of a pipe."""
    if generate:
        made = secrets.token_urlsafe(12)
        print(f"password: {made}")
        return made
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    typed = getpass.getpass("Password: ")
    if getpass.getpass("Once more: ") != typed:
        raise typer.BadParameter("the two passwords differ")
    return typed
