"""Automatic answers by text: accepted in the transaction that notes what they answer, so that each
is sent once.
"""

from dataclasses import dataclass

from guichet.gateway.mass import service as mass
from guichet.gateway.mass.types import Asked, Order, Recipient, Wording
from guichet.kit.errors import Refusal
from guichet.kit.work import Work
from guichet.policies.presets import shipped
from guichet.policies.territories import territory_of
from guichet.policies.types import Allow, Question
from guichet.policies.verdicts import evaluate
from guichet.protocols.gsm7.economy import economise


@dataclass(frozen=True, slots=True)
class Saying:
    """What is answered, to whom, from which of our numbers."""

    number: str
    telephone: str
    words: str
    about: Asked = "answer"


async def say(work: Work, saying: Saying) -> str | None:
    """Have it sent once ``work`` is committed; the code of why not, if it cannot be."""
    wording = Wording(saying.number, saying.words, "service", about=saying.about)
    try:
        await mass.send(work, Order(work.tenant_id, wording, [Recipient(saying.telephone)]))
    except Refusal as refused:
        return refused.faults[0].code if refused.faults else refused.code
    return None


def is_to_be_confirmed(work: Work, telephone: str) -> bool:
    """Whether the law where the telephone is wants a STOP to be confirmed."""
    question = Question(
        work.now, territory_of(telephone), "sms", "confirmation", consent="withdrawn"
    )
    return isinstance(evaluate(shipped(), question), Allow)


def plain(words: str) -> str:
    """Our own words without the signs that would make them dearer."""
    return economise(words).applied()
