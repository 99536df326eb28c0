"""The account of a day: what people say they lived through against what the tables hold."""

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import timedelta
from statistics import quantiles

import psycopg

from guichet.insight.figures.counter import KINDS
from guichet.insight.figures.counting import QUEUE_SUMS, Fact, Target
from guichet.insight.figures.facts import interaction_fact
from guichet.kit.events import log
from guichet.kit.events.types import Event
from tests.insight.figures import naive
from tests.servers.desk_day import browser as desk
from tests.servers.desk_day import visitors as people
from tests.servers.desk_day.house import House
from tests.servers.desk_day.promises import Promised, balance, promises_in
from tests.servers.desk_day.scene import Scene, databases
from tests.servers.desk_day.story import Story, told, unseen

Connection = psycopg.Connection[tuple[object, ...]]
OWN_WISH = "ended_by_person"
"""A page learns of it by the end itself."""
USUAL = Target(timedelta(seconds=60), timedelta(seconds=5))


@dataclass
class Account:
    """Lines to print, and whatever does not balance."""

    lines: list[str] = field(default_factory=list)
    wrong: list[str] = field(default_factory=list)

    def line(self, text: str) -> None:
        self.lines.append(text)

    def must_be_nothing(self, what: str, found: Sequence[object]) -> None:
        """Everything in ``found`` is a fault."""
        self.line(f"  {len(found):>6}  {what}")
        self.wrong += [f"{what}: {one}" for one in found[:20]]


async def account_of(
    house: House,
    scene: Scene,
    pages: Sequence[people.Page],
    visitors: people.Told,
    staff: desk.Told,
) -> Account:
    """Everything that can be said about the day."""
    account = Account()
    events = await events_of(house)
    story = told(events, scene.at_once)
    with house.connect_owner() as owner:
        _messages(account, owner, pages, visitors)
        _answers(account, owner, staff)
        _pages(account, owner, pages)
        _interactions(account, owner, story)
        _sent(account, owner)
        _log(account, owner)
        promises = promises_in(owner)
        _figures(account, owner, events, promises)
    _promises(account, promises, events, pages)
    _offers(account, story)
    _screens(account, story, staff)
    _lived(account, house, visitors, staff)
    return account


async def events_of(house: House) -> Sequence[Event]:
    """The whole log."""
    found: list[Event] = []
    async with databases(house) as (_, system_db):
        while True:
            async with system_db.transaction() as session:
                after = found[-1].position if found else log.START
                more = await log.read_after(session, after, 5_000)
            if not more:
                return found
            found += more


def _messages(
    account: Account, owner: Connection, pages: Sequence[people.Page], visitors: people.Told
) -> None:
    rows = owner.execute(
        "SELECT client_id, count(*), min(id::text) FROM message WHERE author_kind = 'contact'"
        " GROUP BY client_id"
    ).fetchall()
    stored = {str(key): (count, message) for key, count, message in rows}
    said = {key: page for page in pages for key in page.said}
    acknowledged = {key: one for page in pages for key, one in page.acknowledged.items()}
    account.line(f"messages of visitors: {len(said)} said, {len(acknowledged)} acknowledged")
    account.must_be_nothing(
        "said and never acknowledged", sorted(said.keys() - acknowledged.keys())
    )
    lost = [key for key in acknowledged if key not in stored]
    account.must_be_nothing("acknowledged and not in the history", lost)
    twice = [key for key, (count, _) in stored.items() if count != 1]
    account.must_be_nothing("in the history more than once", twice)
    other = [k for k, one in acknowledged.items() if k in stored and stored[k][1] != one]
    account.must_be_nothing("acknowledged as another message", other)
    account.must_be_nothing("in the history and never said", sorted(stored.keys() - said.keys()))
    account.must_be_nothing("wrong at visitors' pages", visitors.wrong)


def _answers(account: Account, owner: Connection, staff: desk.Told) -> None:
    rows = owner.execute(
        "SELECT client_id, count(*) FROM message WHERE author_kind = 'agent' AND kind = 'text'"
        " AND NOT internal GROUP BY client_id"
    ).fetchall()
    stored = {str(key): count for key, count in rows}
    account.line(
        f"answers of agents: {len(staff.answers)} acknowledged, {staff.refused_answers} refused"
        " because the request was no longer theirs"
    )
    lost = [key for key in staff.answers if key not in stored]
    account.must_be_nothing("acknowledged and not in the history", lost)
    account.must_be_nothing(
        "in the history more than once", [key for key, count in stored.items() if count != 1]
    )
    account.must_be_nothing(
        "in the history and never acknowledged", sorted(stored.keys() - staff.answers.keys())
    )
    account.must_be_nothing("wrong at agents' browsers", staff.wrong)


def _pages(account: Account, owner: Connection, pages: Sequence[people.Page]) -> None:
    """Each visitor's page holds exactly what its person may see, after coming back once more."""
    rows = owner.execute(
        "SELECT interaction_id::text, id::text, seq, author_kind, notice ->> 'code' FROM message"
        " WHERE NOT internal"
    ).fetchall()
    whose: dict[str, people.Page] = {}
    for page in pages:
        for one in page.held.values():
            whose[one["interaction"]] = page
    missing, answers = [], 0
    for interaction, message, seq, author, code in rows:
        found = whose.get(str(interaction))
        answers += author == "agent"
        if found is not None and code == OWN_WISH and interaction in found.ended:
            continue
        if found is None or str(message) not in found.held:
            number = "nobody" if found is None else found.number
            missing.append(f"visitor {number}: {author} {interaction} {seq}")
    known = {str(row[1]) for row in rows}
    strange = [one for page in pages for one in page.held if one not in known]
    account.line(f"what visitors see: {len(rows)} items, {answers} of them answers")
    account.must_be_nothing("in the history and not on the visitor's page", missing)
    account.must_be_nothing("on a visitor's page and not in the history", strange)


def _interactions(account: Account, owner: Connection, story: Story) -> None:
    rows = owner.execute("SELECT id::text, state FROM interaction").fetchall()
    stored = {str(key): str(state) for key, state in rows}
    states = Counter(stored.values())
    account.line(f"interactions: {len(story.opened)} opened, now {dict(states)}")
    account.must_be_nothing(
        "opened and not there, or there and not opened", sorted(story.opened ^ stored.keys())
    )
    account.must_be_nothing(
        "another state in the log", [k for k, s in stored.items() if story.states.get(k) != s]
    )
    account.must_be_nothing(
        "forgotten: not over at the end of the day",
        [f"{key} {state}" for key, state in stored.items() if state != "closed"],
    )


def _sent(account: Account, owner: Connection) -> None:
    rows = owner.execute("SELECT state, count(*) FROM outbound GROUP BY state").fetchall()
    counts = {str(state): count for state, count in rows}
    account.line(f"things to send: {counts}")
    account.must_be_nothing("not sent", [s for s in counts if s in ("queued", "failed")])


def _log(account: Account, owner: Connection) -> None:
    row = owner.execute(
        "SELECT count(*), count(position), max(position), count(DISTINCT position) FROM event_log"
    ).fetchone()
    assert row is not None
    account.line(f"events: {row[0]}")
    account.must_be_nothing("gaps or repeats of positions", [row] if len(set(row)) > 1 else [])


def _promises(
    account: Account,
    promises: Sequence[Promised],
    events: Sequence[Event],
    pages: Sequence[people.Page],
) -> None:
    waits = sum(len(page.waits) for page in pages)
    outcomes = Counter(f"{one.outcome}, kept: {one.kept}" for one in promises)
    account.line(f"promises: {len(promises)}, {dict(outcomes)}; waits on pages: {waits}")
    account.must_be_nothing("no promise in the whole day", [] if promises else [0])
    for what, wrong in balance(promises, events).items():
        account.must_be_nothing(what, wrong)
    told = {(one.interaction, one.high) for one in promises}
    unkept = [
        f"visitor {page.number}: {high} s"
        for page in pages
        for high in page.waits
        if not any((one["interaction"], high) in told for one in page.held.values())
    ]
    account.must_be_nothing("waits a page showed that no promise keeps", unkept)


def _offers(account: Account, story: Story) -> None:
    ended = sum(count for how, count in story.offers.items() if how != "made")
    account.line(f"offers: {dict(story.offers)}; at most {_most(story)} at once for one agent")
    balance = story.offers["made"] - ended
    account.must_be_nothing("made and not ended", [balance] if balance else [])
    account.must_be_nothing("wrong in the log", story.wrong)


def _most(story: Story) -> int:
    return max(story.most_at_once.values(), default=0)


def _screens(account: Account, story: Story, staff: desk.Told) -> None:
    found = unseen(story, staff.seen, staff.blind)
    account.line(
        f"agents' screens: {found.blind} messages had only agents whose browser was dead,"
        f" {found.short} only who had them for less than a look"
    )
    account.must_be_nothing("messages no screen of their agent showed", found.missing)


def _figures(
    account: Account, owner: Connection, events: Sequence[Event], promises: Sequence[Promised]
) -> None:
    wanted: dict[naive.Key, Counter[str]] = {}
    stories: dict[str, list[Fact]] = {}
    for event in events:
        fact = interaction_fact(event) if event.kind in KINDS else None
        if fact is not None:
            stories.setdefault(event.subject, []).append(fact)
    for story in stories.values():
        for key, sums in naive.queue_figures(story, USUAL).items():
            wanted.setdefault(key, Counter()).update(sums)
    for one in promises:
        wanted.setdefault(one.figure, Counter()).update(one.sums)
    got = _counted(owner)
    bare, counted = naive.nonzero(wanted), naive.nonzero(got)
    differs = [
        f"{key}: counted {counted.get(key)}, by the log {bare.get(key)}"
        for key in bare.keys() | counted.keys()
        if bare.get(key) != counted.get(key)
    ]
    figures = sum(len(one) for one in bare.values())
    account.line(f"figures: {figures} computed again from the log")
    account.must_be_nothing("differ", differs)


def _counted(owner: Connection) -> dict[naive.Key, Counter[str]]:
    names = ", ".join(QUEUE_SUMS)
    rows = owner.execute(f"SELECT queue_id, quarter, {names} FROM queue_figure".encode()).fetchall()
    return {
        (row[0], row[1]): Counter(dict(zip(QUEUE_SUMS, row[2:], strict=True)))  # type: ignore[misc]  # rows have no types
        for row in rows
    }


def _lived(account: Account, house: House, visitors: people.Told, staff: desk.Told) -> None:
    account.line(f"ended and started again: {sum(house.ends.values())}: {dict(house.ends)}")
    account.must_be_nothing("did not end in order", house.slow)
    account.line(f"visitor's words until acknowledged, seconds: {_spread(visitors.acknowledged)}")
    account.line(f"agent's button until answered, seconds: {_spread(staff.answered)}")
    for name, counts in (("visitors", visitors.counts), ("agents", staff.counts)):
        account.line(f"{name} lived through: {_sorted(counts)}")


def _sorted(counts: Mapping[str, int]) -> dict[str, int]:
    return {name: counts[name] for name in sorted(counts)}


def _spread(seconds: Sequence[float]) -> str:
    if len(seconds) < 2:
        return "nothing"
    cuts = quantiles(seconds, n=100)
    return f"p50 {cuts[49]:.3f}, p99 {cuts[98]:.2f}, longest {max(seconds):.1f}"
