"""What each rule says of a plan. Pure: a judge gets the rule, with its figures, and what was read.

A new rule is one entry in ``data/rules.json`` and one function here under its id.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from types import MappingProxyType
from typing import Final, cast

from guichet.campaigns.advice.reading import Word, spoken, words_of
from guichet.campaigns.advice.rules import rules_at
from guichet.campaigns.advice.spelling import Spellers, language_of, misspelt
from guichet.campaigns.advice.types import Finding, Grade, Judgement, Place, Plan, Rule
from guichet.campaigns.advice.wordlists import action_words, time_words
from guichet.campaigns.templates.language import Link, Template, Words, plain_name, read
from guichet.gateway.mass.counting import ALPHABETS
from guichet.gateway.mass.endings import Ending
from guichet.gateway.mass.types import Wording
from guichet.kit.i18n.negotiation import Language
from guichet.policies.contents import hosts_in
from guichet.policies.presets import shipped
from guichet.policies.senders import is_number
from guichet.policies.stops import says_stop
from guichet.policies.types import Allow, Defer, Deny, Question
from guichet.policies.verdicts import evaluate, policy_at
from guichet.protocols.gsm7.economy import economise
from guichet.protocols.gsm7.segments import TooManyParts, segment

_NUMBER: Final = re.compile(r"(?<![\w+])\+?\d(?:[ .\-]?\d){3,14}(?!\w)")
_SHORT: Final = 4
_LOUD_MARKS: Final = re.compile(r"!{2,}|\?{2,}|[!?]{3,}")
_SENTENCE: Final = re.compile(r"[.!?]+(?:\s|$)")
_DATE: Final = re.compile(r"\b\d{1,2}\s?[/.]\s?\d{1,2}\b|\b\d{1,2}\s?h(?:\d{2})?\b", re.IGNORECASE)
_SMALLEST_NAME: Final = 3


@dataclass(frozen=True)
class Reading:
    """A plan, read once for all rules."""

    plan: Plan
    ask: Spellers
    now: datetime

    @cached_property
    def template(self) -> Template:
        """The text in its parts."""
        return read(self.plan.text)

    @cached_property
    def said(self) -> str:
        """The text without places and addresses."""
        return spoken(self.plan.text, self.template)

    @cached_property
    def words(self) -> Sequence[Word]:
        """Its words."""
        return words_of(self.said)

    @cached_property
    def language(self) -> Language:
        """That of the text."""
        return self.plan.language or language_of(self.words, self.ask)

    @cached_property
    def names(self) -> frozenset[str]:
        """Words of the company's name and of the sender."""
        return frozenset(one for one in _name_words(self.plan.company, self.plan.sender))

    @property
    def is_offer(self) -> bool:
        """Whether the law on offers counts."""
        return self.plan.purpose == "marketing"


Judge = Callable[[Rule, Reading], tuple[Grade, Sequence[Finding]]]


def judged(plan: Plan, ask: Spellers, now: datetime) -> Sequence[Judgement]:
    """What every rule in force says of ``plan``, in their order."""
    reading = Reading(plan, ask, now)
    day = now.astimezone(plan.zone).date()
    return [
        Judgement(rule, *JUDGES[rule.id](rule, reading))
        for rule in rules_at(day)
        if rule.id in JUDGES
    ]


def _words(rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    if not of.words:
        return "open", [Finding("no_text")]
    found = [*misspelt(of.words, of.language, of.names, of.ask), *_loud(rule, of)]
    return ("better" if found else "good"), found


def _loud(rule: Rule, of: Reading) -> Sequence[Finding]:
    found = [
        Finding("marks", {"marks": one[0]}, Place(one.start(), one.end()), one[0][0])
        for one in _LOUD_MARKS.finditer(of.said)
    ]
    loud = [one for one in of.words if len(one.text) >= _SHORT and one.text.isupper()]
    letters = sum(len(one.text) for one in of.words)
    share = 100 * sum(len(one.text) for one in loud) // max(letters, 1)
    if len(loud) >= _figure(rule, "loud_words") and share >= _figure(rule, "loud_share"):
        found.append(Finding("shouting", {}, loud[0].place))
    return found


def _sender(_rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    sender = of.plan.sender
    if sender is not None and not is_number(sender):
        return "good", []
    company = _name_words(of.plan.company)
    if not company:
        return "open", [Finding("no_company")]
    said = {_bare(one.text) for one in of.words}
    if company & said:
        return "good", []
    return "better", [Finding("not_named", {"company": of.plan.company})]


def _reach(rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    premium = _premium(rule, of)
    if premium:
        return "bad", premium
    links = any(isinstance(one, Link) for one in of.template.parts)
    links = links or bool(hosts_in(of.plan.text))
    if of.plan.answerable or links or "@" in of.plan.text or _NUMBER.search(of.said):
        return "good", []
    return "better", [Finding("no_way")]


def _premium(rule: Rule, of: Reading) -> Sequence[Finding]:
    begins = tuple(_list(rule, "premium"))
    short = tuple(_list(rule, "short_premium"))
    found = []
    for one in _NUMBER.finditer(of.said):
        digits = re.sub(r"[ .\-]", "", one[0])
        is_long = len(digits) > _SHORT and digits.startswith(begins)
        is_short = len(digits) == _SHORT and digits.startswith(short)
        if is_long or (is_short and not _is_year(digits)):
            place = Place(one.start(), one.end())
            found.append(Finding("premium", {"number": one[0]}, place))
    return found


def _is_year(digits: str) -> bool:
    return digits.startswith(("19", "20"))


def _consent(_rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    if not of.is_offer:
        return "good", [Finding("service")]
    match of.plan.consent:
        case "optin":
            return "good", []
        case "soft":
            return "better", [Finding("similar_goods")]
        case _:
            return "bad", [Finding("unknown")]


def _people(rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    plan = of.plan
    if plan.recipients is None:
        return "open", [Finding("not_chosen")]
    if plan.recipients == 0:
        return "bad", [Finding("nobody")]
    if plan.everybody and plan.recipients > _figure(rule, "many"):
        return "better", [Finding("everybody", {"count": plan.recipients})]
    return "good", []


def _hour(_rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    plan = of.plan
    if not of.is_offer:
        return "good", []
    at = plan.at or of.now
    found: list[Finding] = []
    grade: Grade = "good"
    for territory in plan.territories:
        question = Question(
            at, territory, "sms", plan.purpose, consent="optin", stricter=plan.stricter
        )
        verdict = evaluate(shipped(), question)
        if isinstance(verdict, Defer):
            grade = "better" if grade == "good" else grade
            until = verdict.until.astimezone(plan.zone)
            found.append(
                Finding("waits", {"territory": territory, "until": f"{until:%Y-%m-%d %H:%M}"})
            )
        elif isinstance(verdict, Deny) and verdict.reason.code == "never_opens":
            grade = "bad"
            found.append(Finding("never", {"territory": territory}))
        elif isinstance(verdict, Allow) and verdict.warnings:
            grade = "better" if grade == "good" else grade
            found.append(Finding("tolerated", {"territory": territory}))
    if plan.offer_ends_at is not None and plan.offer_ends_at <= at:
        return "bad", [*found, Finding("over")]
    return grade, found


def _often(rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    if not of.is_offer:
        return "good", []
    had = of.plan.offers_lately
    if had is None:
        return "open", [Finding("not_known")]
    told = {"count": had + 1, "days": _figure(rule, "days")}
    if had + 1 > _figure(rule, "most"):
        return "bad", [Finding("too_often", told)]
    if had + 1 > _figure(rule, "fine"):
        return "better", [Finding("many", told)]
    return "good", []


def _one_idea(rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    found = [*_parts(of)]
    links = [one for one in of.template.parts if isinstance(one, Link)]
    if len(links) > _figure(rule, "links"):
        over = links[_figure(rule, "links")]
        found.append(Finding("links", {"count": len(links)}, Place(over.start, over.end)))
    sentences = sum(1 for _ in _SENTENCE.finditer(of.said.strip()))
    if sentences > _figure(rule, "sentences"):
        found.append(Finding("sentences", {"count": sentences}))
    return ("better" if found else "good"), found


def _parts(of: Reading) -> Sequence[Finding]:
    """How many parts it takes with places at their fallbacks and links of the usual length."""
    text = "".join(_likely(part) for part in of.template.parts)
    text = economise(text).applied() if of.plan.economical else text
    ending = _ending(of)
    try:
        cut = segment(f"{text}{ending}", encoding=ALPHABETS[of.plan.encoding])
    except TooManyParts as fault:
        return [Finding("parts", {"count": fault.needed})]
    except ValueError:  # the encoding lacks a character: told where it is counted
        return []
    if cut.charged == 1:
        return []
    dear = cut.characters_that_cost
    if dear and segment(economise(f"{text}{ending}").applied()).charged < cut.charged:
        return [Finding("dear", {"count": cut.charged, "character": dear[0].character})]
    return [Finding("parts", {"count": cut.charged})]


def _likely(part: object) -> str:
    match part:
        case Words(text):
            return text
        case Link():
            return "https://guichet.example/l/1aBcDeFgHi"
        case _:
            return getattr(part, "fallback", None) or "Dominique"


def _ending(of: Reading) -> str:
    """What the law adds, at its longest among the places."""
    wording = Wording(of.plan.sender, of.plan.text, of.plan.purpose)
    ending = Ending(wording, of.plan.at or of.now)
    return max((ending.in_(place) for place in of.plan.territories), key=len, default="")


def _action(_rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    if not of.words:
        return "open", [Finding("no_text")]
    if not of.is_offer:
        return "good", []
    low = f" {_flat(of.said)} "
    found = []
    if not any(f" {_flat(one)} " in low for one in action_words(of.language)):
        found.append(Finding("no_verb"))
    says_when = any(f" {_flat(one)} " in low for one in time_words(of.language))
    if not says_when and not _DATE.search(of.said) and not _dated(of):
        ends = of.plan.offer_ends_at
        code = "no_date" if ends is None else "no_end"
        shown = {} if ends is None else {"end": f"{ends.astimezone(of.plan.zone):%Y-%m-%d}"}
        found.append(Finding(code, shown))
    return ("better" if found else "good"), found


def _dated(of: Reading) -> bool:
    """A place that is filled with a date."""
    names = {one.name for one in of.template.variables}
    return bool(names & {"date", "day", "jour", "fin", "end", "when", "heure", "hour"})


def _way_out(_rule: Rule, of: Reading) -> tuple[Grade, Sequence[Finding]]:
    if not of.is_offer:
        return "good", [Finding("service")]
    if says_stop(of.plan.text):
        return "good", []
    if any(_ending_in(of, place) for place in of.plan.territories):
        return "good", [Finding("added")]
    if of.plan.answerable:
        return "good", [Finding("answer")]
    if any(_must_say(of, place) for place in of.plan.territories):
        return "bad", [Finding("missing")]
    return "better", [Finding("not_said")]


def _ending_in(of: Reading, place: str) -> str:
    wording = Wording(of.plan.sender, of.plan.text, of.plan.purpose)
    return Ending(wording, of.plan.at or of.now).in_(place)


def _must_say(of: Reading, place: str) -> bool:
    territory = shipped().territories.get(place)
    if territory is None:
        return False
    at = of.plan.at or of.now
    policy = policy_at(shipped(), territory, Question(at, place, "sms", "marketing"), at)
    return policy is not None and policy.stop_text.mode == "require"


def _results(_rule: Rule, _of: Reading) -> tuple[Grade, Sequence[Finding]]:
    return "later", []


JUDGES: Final[Mapping[str, Judge]] = MappingProxyType(
    {
        "words": _words,
        "sender": _sender,
        "reach": _reach,
        "consent": _consent,
        "people": _people,
        "hour": _hour,
        "often": _often,
        "one_idea": _one_idea,
        "action": _action,
        "way_out": _way_out,
        "results": _results,
    }
)


def _figure(rule: Rule, name: str) -> int:
    return cast(int, rule.params[name])


def _list(rule: Rule, name: str) -> Sequence[str]:
    return cast(Sequence[str], rule.params[name])


def _name_words(*names: str | None) -> frozenset[str]:
    found = {_bare(part) for name in names if name for part in re.split(r"[^\w]+", name)}
    return frozenset(one for one in found if len(one) >= _SMALLEST_NAME)


def _bare(word: str) -> str:
    return plain_name(word)


def _flat(text: str) -> str:
    """In small letters without accents, words apart by one space."""
    bare = unicodedata.normalize("NFKD", text.replace("’", "'")).casefold()
    letters = "".join(sign for sign in bare if not unicodedata.combining(sign))
    return " ".join(re.findall(r"[\w']+", letters))
