"""Rules tried with a made-up request. Pure."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from guichet.intake.rules import engine
from guichet.intake.rules.stored import Match
from guichet.intake.rules.types import Facts, Outcome, Rules


@dataclass(frozen=True, slots=True)
class Trial:
    """What became of it."""

    outcome: Outcome
    matches: Sequence[Match]
    marks: Mapping[str, bool]
    """For each rule, group and test, by its place, whether it holds; also of rules that are not
    reached or not enabled.
    """


def matches_of(program: engine.Program, facts: Facts, outcome: Outcome) -> Sequence[Match]:
    """The rules that held, with their reasons."""
    return [
        Match(place + 1, program.rules[place].name, reasons)
        for place, reasons in program.why(facts, outcome).items()
    ]


def tried(rules: Rules, facts: Facts) -> Trial:
    """What rules make of a request."""
    program = engine.Program(rules)
    outcome = program.decide(facts)
    marks: dict[str, bool] = {}
    for place, rule in enumerate(rules):
        marks.update(engine.marks(rule.when, facts, f"rules/{place}/when"))
    return Trial(outcome, matches_of(program, facts, outcome), marks)
