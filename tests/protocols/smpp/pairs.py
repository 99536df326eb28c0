"""Two sessions that talk to each other in memory."""

from guichet.protocols.smpp.events import Batch, BindAsked, Role, State
from guichet.protocols.smpp.fast import SubmitForm
from guichet.protocols.smpp.pdus import Bind, BindTransceiver, SubmitSm
from guichet.protocols.smpp.session import Limits, Session

FORM = SubmitForm(SubmitSm(source_addr=b"Guichet", registered_delivery=1))


class Pair:
    """A client and a centre; what one writes, the other reads."""

    def __init__(
        self, *, client: Limits | None = None, centre: Limits | None = None, now: float = 0
    ) -> None:
        self.client: Session[str] = Session(Role.ESME, now, client)
        self.centre: Session[str] = Session(Role.SMSC, now, centre)

    def bind(self, pdu: Bind | None = None, now: float = 0) -> Batch[str]:
        """What the client hears."""
        asked = self.centre.receive(self.client.bind(pdu or BindTransceiver()), now)
        assert isinstance(asked.events[0], BindAsked)
        return self.client.receive(self.centre.accept_bind(b"carrier"), now)

    def submit(self, *names: str, now: float = 0) -> Batch[str]:
        """What the centre hears."""
        messages = [(name, FORM, b"262692000001", name.encode()) for name in names]
        return self.centre.receive(self.client.submit_many(messages, now), now)


def bound(**limits: float) -> Pair:
    """A pair of which the client may send and receive."""
    pair = Pair(client=Limits(**limits), centre=Limits(**limits))  # type: ignore[arg-type]  # any of them
    pair.bind()
    assert pair.client.state is pair.centre.state is State.BOUND_TRX
    return pair
