"""Verdicts as sentences, and as what is kept of them."""

from guichet.kit.events.types import Json
from guichet.kit.i18n import Language
from guichet.kit.i18n.texts import sentence
from guichet.policies.types import Allow, Defer, Reason, Verdict


def said(reason: Reason, language: Language) -> str:
    """Why, in words a shopkeeper understands."""
    return sentence(language, f"policies.{reason.code}", reason.params)


def kept(verdict: Verdict) -> dict[str, Json]:
    """What is written beside a message: the rule with its version, and why."""
    until = None if isinstance(verdict, Allow) else _again(verdict)
    return {
        "verdict": type(verdict).__name__.lower(),
        "rule": verdict.reason.rule,
        "version": verdict.reason.version,
        "code": verdict.reason.code,
        "params": dict(verdict.reason.params),
        "until": until,
    }


def _again(verdict: Verdict) -> str | None:
    again = verdict.until if isinstance(verdict, Defer) else getattr(verdict, "again_at", None)
    return again.isoformat() if again else None
