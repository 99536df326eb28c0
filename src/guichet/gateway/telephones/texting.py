"""What agents say leaves as a text: accepted like any message, from the number that was written to,
and told of by reports.
"""

from guichet.gateway.contract import AnyDoor
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.mass import service as mass
from guichet.gateway.mass.counting import count
from guichet.gateway.mass.types import LONGEST_TEXT, Order, Recipient, ReportTo, Wording
from guichet.gateway.types import Outbound, Outcome, Receipt
from guichet.kit.errors import Refusal
from guichet.kit.work import SYSTEM, UnitOfWork


class Texting:
    """Fulfils ``gateway.contract.TextsPort``."""

    def __init__(self, open_work: UnitOfWork) -> None:
        self._open_work = open_work

    async def answer(self, door: AnyDoor, number: str, outbound: Outbound) -> Outcome:
        """The message has the id of ``outbound``: who repeats finds it accepted."""
        text = outbound.text or ""
        if len(text) > LONGEST_TEXT:
            return Failure("text_too_long", Retry.NEVER, Fault.SETTINGS)
        wording = Wording(number, text, "service", about="answer")
        order = Order(
            door.tenant_id,
            wording,
            [Recipient(outbound.address.value)],
            report_to=(ReportTo("line", door.id),),
            named=outbound.id,
        )
        try:
            async with self._open_work(door.tenant_id, SYSTEM) as work:
                if await mass.find(work, outbound.id) is None:
                    await mass.send(work, order)
        except Refusal as refused:
            return _failure(refused)
        parts = count(wording, order.recipients, None).parts[0]
        return Receipt(str(outbound.id), parts)


def _failure(refused: Refusal) -> Failure:
    """Money may come and a stop be lifted; what is wrong with a text stays wrong."""
    code = refused.faults[0].code if refused.faults else refused.code
    return Failure(FAILURES.get(code, "text_refused"), Retry.NEVER, Fault.SETTINGS, peer_code=code)


FAILURES = {
    "not_enough": "no_credit",
    "day_cap": "cap_reached",
    "month_cap": "cap_reached",
    "sending_stopped": "sending_stopped",
    "too_many_parts": "text_too_long",
    "not_served": "not_served",
}
"""Codes of failures that have a sentence of their own."""
