"""What shows that somebody agreed: each step, as it was. Pure."""

from collections.abc import Sequence

from guichet.campaigns.signups.types import PATH, Page, SignUp
from guichet.consent.types import LONGEST_PROOF, Step
from guichet.kit.i18n import sentence


def proof_of(page: Page, done: SignUp) -> str:
    """In a sentence: what was agreed to, where, and how it was confirmed. It names no address: it
    stays when the person is erased.
    """
    came = done.came
    params: dict[str, str | int] = {
        "page": page.draft.name,
        "wording": came.wording,
        "agreed": came.agreed,
        "keyword": came.keyword or "",
        "number": came.number or "",
    }
    where = sentence(came.language, f"signup.proof.{came.way}", params)
    how = sentence(came.language, f"signup.proof.by.{done.confirmed_by}")
    return f"{where} {how}"[:LONGEST_PROOF]


def steps_of(page: Page, done: SignUp) -> Sequence[Step]:
    """Step by step: shown or written, asked, confirmed."""
    steps = [_came(page, done)]
    if done.message_id is not None:
        asked = {"step": "asked", "at": done.at.isoformat(), "medium": done.given.medium}
        steps.append({**asked, "message": str(done.message_id), "to": done.given.address})
    if done.confirmed_at is not None and done.confirmed_by is not None:
        told = {"step": "confirmed", "at": done.confirmed_at.isoformat(), "by": done.confirmed_by}
        steps.append({**told, **done.confirmation})
    return steps


def _came(page: Page, done: SignUp) -> dict[str, str]:
    came = done.came
    first = {
        "step": "signed",
        "at": done.at.isoformat(),
        "way": came.way,
        "page": f"{PATH}{page.code}",
        "language": came.language,
        "version": str(came.wording),
        "agreed": came.agreed,
    }
    more = {
        "network": came.network,
        "number": came.number,
        "keyword": came.keyword,
        "text": came.said,
        "source": came.source if came.way == "keyword" else None,
    }
    return {**first, **{name: value for name, value in more.items() if value}}
