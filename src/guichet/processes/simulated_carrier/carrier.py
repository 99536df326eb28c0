"""A simulated carrier: its accounts, what it owes them, and what it counts."""

import asyncio
import heapq
from collections import deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from itertools import count
from ssl import SSLContext
from typing import Final

from guichet.kit.clock import Clock
from guichet.processes.simulated_carrier.counters import Counters
from guichet.processes.simulated_carrier.receipts import Owed, Writer, wanted
from guichet.processes.simulated_carrier.scenario import Fate, Fault, Kind, Scenario
from guichet.processes.simulated_carrier.session import Mail, Session
from guichet.processes.simulated_carrier.telephones import Telephones, said
from guichet.protocols.gsm7.segments import Concatenation
from guichet.protocols.smpp import status
from guichet.protocols.smpp.numbers import MessageState
from guichet.protocols.smpp.pdus import SubmitSm

_TICK: Final = 0.002
"""Seconds within which what is due is sent together."""
_BURST: Final = 0.1
"""Seconds' worth of messages a rate lets through at once."""


class _Due:
    """Something due at a time, in the order of time and arrival."""

    __slots__ = ("at", "elsewhere", "owed", "place", "session")

    def __init__(
        self, at: float, place: int, session: Session, owed: Owed, elsewhere: bool
    ) -> None:
        self.at = at
        self.place = place
        self.session = session
        self.owed = owed
        self.elsewhere = elsewhere

    def __lt__(self, other: "_Due") -> bool:
        return (self.at, self.place) < (other.at, other.place)


class Account:
    """A client, whatever its connections."""

    def __init__(self) -> None:
        self.sessions: list[Session] = []
        self.waiting: deque[Mail] = deque()
        """What nobody is bound to receive."""
        self.tokens = 0.0
        self.filled = 0.0

    def receiver(self, rather: Session | None, *, elsewhere: bool = False) -> Session | None:
        """The bind that gets a receipt: the one that sent the message, or any, or another."""
        there = [one for one in self.sessions if one.receives]
        if elsewhere:
            there = [one for one in there if one is not rather] or there
        elif rather is not None and rather.receives:
            return rather
        return there[0] if there else None


class Carrier:
    """A carrier by a scenario; several connections of several accounts."""

    def __init__(self, scenario: Scenario, clock: Clock) -> None:
        self.scenario = scenario
        self.counters = Counters()
        self.telephones = Telephones(scenario.remember)
        self.accounts: dict[str, Account] = {}
        self._clock = clock
        self._loop = asyncio.get_running_loop()
        self.now = self._loop.time
        self._fate = Fate(scenario.faults)
        self._writer = Writer(scenario.receipts)
        self._numbers = count(scenario.first_id)
        self._references = count(1)
        self._soon: deque[_Due] = deque()
        self._late: list[_Due] = []
        self._timer: asyncio.TimerHandle | None = None
        self._refused_binds = 0
        self._replies = 0

    def follow(self, scenario: Scenario) -> None:
        """Go on by another scenario; numbers and connections stay."""
        self.scenario = scenario
        self._fate = Fate(scenario.faults)
        self._writer = Writer(scenario.receipts)

    def admit(self, session: Session, name: str, password: str) -> int:
        binds = self.scenario.binds
        code = self._refusal(name, password)
        if code:
            self.counters.binds_refused += 1
            return code
        account = self.accounts.setdefault(name, Account())
        if len(account.sessions) >= binds.most:
            self.counters.binds_refused += 1
            return status.BIND_FAILED
        self.counters.binds += 1
        session.account = name
        account.sessions.append(session)
        if account.waiting and session.receives:
            self._loop.call_soon(self._hand_waiting, account)
        return status.OK

    def _refusal(self, name: str, password: str) -> int:
        binds = self.scenario.binds
        refused = binds.refuse and (
            binds.refuse_times is None or self._refused_binds < binds.refuse_times
        )
        if refused:
            self._refused_binds += 1
            return binds.refuse
        if binds.accounts and name not in binds.accounts:
            return status.INVALID_SYSTEM_ID
        if binds.accounts and binds.accounts[name] != password:
            return status.INVALID_PASSWORD
        return status.OK

    def _hand_waiting(self, account: Account) -> None:
        receiver = account.receiver(None)
        if receiver is not None and account.waiting:
            waiting, account.waiting = list(account.waiting), deque()
            receiver.deliver(waiting)

    def left(self, session: Session) -> None:
        if session.account is None:
            return
        account = self.accounts[session.account]
        account.sessions.remove(session)
        account.waiting.extend(session.unacknowledged)
        self._hand_waiting(account)

    def allowed(self, session: Session) -> bool:
        rate, now = self.scenario.answers.rate, self.now()
        assert rate is not None
        assert session.account is not None
        account = self.accounts[session.account]
        most = max(1.0, rate * _BURST)
        account.tokens = min(most, account.tokens + (now - account.filled) * rate)
        account.filled = now
        if account.tokens < 1:
            return False
        account.tokens -= 1
        return True

    def faults(self, message: SubmitSm) -> Sequence[Fault]:
        if not self.scenario.faults:
            return ()
        return self._fate.of(message.destination_addr)

    def take(self, session: Session, message: SubmitSm, faults: Sequence[Fault]) -> int:
        number = next(self._numbers)
        self.counters.accepted += 1
        self.telephones.keep(self._clock.now(), message)
        if faults:
            self._owe_faulty(session, number, message, faults)
        elif message.registered_delivery and wanted(message, MessageState.DELIVERED):
            self._owe(session, Owed(number, message))
        if self.scenario.replies is not None:
            self._reply(message)
        return number

    def _owe(
        self, session: Session, owed: Owed, later: float = 0.0, *, other: bool = False
    ) -> None:
        at = self.now() + self.scenario.receipts.delay + later
        due = _Due(at, owed.number, session, owed, other)
        if later or (self._soon and self._soon[-1].at > at):
            heapq.heappush(self._late, due)
        else:
            self._soon.append(due)
        if self._timer is None:
            self._timer = self._loop.call_at(at, self._send_due)
        elif self._timer.when() > at + _TICK:
            self._timer.cancel()
            self._timer = self._loop.call_at(at, self._send_due)

    def _owe_faulty(
        self, session: Session, number: int, message: SubmitSm, faults: Sequence[Fault]
    ) -> None:
        kinds = {fault.kind: fault for fault in faults}
        owed = Owed(number, message)
        if Kind.NOT_DELIVERED in kinds:
            error = kinds[Kind.NOT_DELIVERED].error.encode("latin-1")
            owed = Owed(number, message, MessageState.UNDELIVERABLE, error)
        if Kind.IN_BETWEEN in kinds and message.registered_delivery & 0x10:
            self._deliver({session: [self._mail(Owed(number, message, MessageState.ENROUTE))]})
        if Kind.LOST_RECEIPT in kinds or not wanted(message, owed.state):
            return
        if Kind.EARLY_RECEIPT in kinds:
            self._deliver({session: [self._mail(owed)]})
            return
        later = kinds[Kind.LATE_RECEIPT].delay if Kind.LATE_RECEIPT in kinds else 0.0
        for _ in range(2 if Kind.REPEATED_RECEIPT in kinds else 1):
            self._owe(session, owed, later, other=Kind.ELSEWHERE in kinds)

    def _mail(self, owed: Owed) -> Mail:
        stamp = self._clock.now().strftime("%y%m%d%H%M").encode("ascii")
        return Mail(self._writer.body(owed, stamp), receipt=True)

    def _send_due(self) -> None:
        self._timer = None
        until = self.now() + _TICK
        due: list[_Due] = []
        while self._soon and self._soon[0].at <= until:
            due.append(self._soon.popleft())
        while self._late and self._late[0].at <= until:
            due.append(heapq.heappop(self._late))
        if self.scenario.receipts.reorder:
            due.reverse()
        self._send(due)
        nearest = [queue[0].at for queue in (self._soon, self._late) if queue]
        if nearest:
            self._timer = self._loop.call_at(max(min(nearest), self.now() + _TICK), self._send_due)

    def _send(self, due: Sequence[_Due]) -> None:
        stamp = self._clock.now().strftime("%y%m%d%H%M").encode("ascii")
        body, bundles = self._writer.body, dict[Session, list[Mail]]()
        elsewhere: list[_Due] = []
        for one in due:
            if one.elsewhere:
                elsewhere.append(one)
                continue
            bundles.setdefault(one.session, []).append(Mail(body(one.owed, stamp), receipt=True))
        self._deliver(bundles)
        for one in elsewhere:
            self._deliver({one.session: [self._mail(one.owed)]}, elsewhere=True)

    def _deliver(self, bundles: dict[Session, list[Mail]], *, elsewhere: bool = False) -> None:
        for session, mails in bundles.items():
            if session.account is None:
                continue
            account = self.accounts[session.account]
            receiver = account.receiver(session, elsewhere=elsewhere)
            if receiver is None:
                account.waiting.extend(mails)
            else:
                receiver.deliver(mails)

    def _reply(self, message: SubmitSm) -> None:
        replies = self.scenario.replies
        assert replies is not None
        self._replies += 1
        if self._replies % replies.every == 0:
            words = (message.destination_addr, message.source_addr)
            telephone, to = (word.decode("latin-1") for word in words)
            self._loop.call_later(replies.delay, self.say, telephone, to, replies.text)

    def say(
        self,
        telephone: str,
        to: str,
        text: str,
        *,
        account: str | None = None,
        concatenation: Concatenation = Concatenation.UDH,
    ) -> bool:
        """A telephone (digits) sends a text to a number; tells whether there is an account for it:
        ``account``, or the first there is. Without a bind it waits.
        """
        found = self.accounts.get(account) if account else next(iter(self.accounts.values()), None)
        if found is None:
            return False
        reference = next(self._references)
        bodies = said(telephone, to, text, reference=reference, concatenation=concatenation)
        found.waiting.extend(Mail(body, receipt=False) for body in bodies)
        self._hand_waiting(found)
        return True

    def sessions(self) -> list[Session]:
        """The binds there are."""
        return [one for account in self.accounts.values() for one in account.sessions]

    def close(self) -> None:
        """Cut all connections and forget what is owed."""
        if self._timer is not None:
            self._timer.cancel()
        self._soon.clear()
        self._late.clear()
        for session in self.sessions():
            session.close()


@asynccontextmanager
async def listening(
    carrier: Carrier, host: str, port: int, ssl: SSLContext | None = None
) -> AsyncIterator[int]:
    """Take connections while the block lasts; gives the port. Small writes are not held back:
    asyncio sets TCP_NODELAY.
    """
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: Session(carrier), host, port, ssl=ssl)
    try:
        yield server.sockets[0].getsockname()[1]
    finally:
        server.close()
        carrier.close()
        await server.wait_closed()
