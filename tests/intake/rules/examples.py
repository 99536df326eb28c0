"""Made-up rules and requests, for tables and for hypothesis."""

from datetime import UTC, datetime, timedelta
from uuid import UUID

from hypothesis import strategies as st

from guichet.intake.rules.types import (
    FACTS,
    KEYED,
    NUMBERS_OF,
    OPERATORS,
    Condition,
    Facts,
    ForAgent,
    Group,
    Rule,
    SkillAt,
    Test,
    Then,
)

MONDAY = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
PAGES = (
    "https://shop.example/",
    "https://shop.example/checkout",
    "https://shop.example/checkout/pay",
    "https://shop.example/checkoutlet",
    "https://other.example/products/vanille",
)
WORDS = ("VIP", "vip", "Été", "ete", "café crème", "fr", "fr-RE", "en", "phone", "1", "chat", "a-b")
PATTERNS = ("/checkout", "/check*", "*/pay", "shop.example/*", "*é*", "v*p", "*", "/")
DATA_KEYS = ("cart.total", "cart.items.price", "cart.items.0.price", "plan", "nowhere.at.all")


def an_id(number: int) -> UUID:
    """The n-th id of these tests."""
    return UUID(int=number)


def rule(when: Condition | None = None, then: Then | None = None, name: str = "Rule") -> Rule:
    """One rule, for every request unless told otherwise."""
    group = when if isinstance(when, Group) else Group("all", (when,) if when else ())
    return Rule(an_id(7), name, group, then or Then(queue_id=an_id(1)))


words = st.sampled_from(WORDS)
numbers = st.one_of(
    st.integers(-5, 1500).map(float), st.sampled_from([0.5, 99.99, 100.0, 120.25, -1.0])
)
ids = st.integers(1, 4).map(an_id)


@st.composite
def tests(draw: st.DrawFn) -> Test:
    """A sound test of any fact."""
    fact = draw(st.sampled_from(sorted(FACTS)))
    op = draw(st.sampled_from(OPERATORS[FACTS[fact]]))
    key = None
    if fact in KEYED:
        key = draw(st.sampled_from(DATA_KEYS if fact == "data" else ("plan", "Niveau")))
    values = draw(st.lists(st.one_of(words, st.sampled_from(PATTERNS)), min_size=1, max_size=3))
    found = draw(_numbers(fact, NUMBERS_OF.get(op, 0)))
    return Test(fact, op, key, tuple(values), found, draw(st.booleans()))


@st.composite
def _numbers(draw: st.DrawFn, fact: str, count: int) -> tuple[float, ...]:
    if fact == "location":
        return (draw(st.floats(-90, 90)), draw(st.floats(-180, 180)), draw(st.floats(1, 20000)))
    if fact == "hour":
        return tuple(draw(st.lists(st.integers(0, 1440), min_size=2, max_size=2)))
    return tuple(sorted(draw(st.lists(numbers, min_size=count, max_size=count))))


conditions: st.SearchStrategy[Condition] = st.recursive(
    tests(),
    lambda inner: st.builds(
        Group,
        st.sampled_from(["all", "any", "none"]),
        st.lists(inner, max_size=3).map(tuple),
    ),
    max_leaves=6,
)
skills = st.lists(st.builds(SkillAt, ids, st.integers(1, 5)), max_size=2).map(tuple)
thens = st.builds(
    Then,
    queue_id=st.none() | ids,
    require=skills,
    prefer=skills,
    forbid=skills,
    priority=st.sampled_from([0, 0, 10, -5]),
    agent=st.none() | st.builds(ForAgent, st.just("last"), st.none(), st.none() | st.just(5)),
    tags=st.lists(words, max_size=2).map(tuple),
    go_on=st.booleans(),
)
rules = st.lists(
    st.builds(
        Rule,
        ids,
        words,
        st.builds(Group, st.sampled_from(["all", "any", "none"]), st.lists(conditions).map(tuple)),
        thens,
        st.booleans(),
    ),
    max_size=5,
).map(tuple)

leaf = st.one_of(st.none(), st.booleans(), numbers, words, st.just("1,5"), st.just("120"))
data = st.fixed_dictionaries(
    {},
    optional={
        "cart": st.one_of(
            leaf,
            st.fixed_dictionaries(
                {},
                optional={
                    "total": st.one_of(leaf, st.lists(leaf, max_size=2)),
                    "items": st.lists(
                        st.one_of(leaf, st.fixed_dictionaries({"price": leaf})), max_size=3
                    ),
                },
            ),
        ),
        "plan": leaf,
    },
)
maybe_word = st.none() | words
facts = st.builds(
    Facts,
    local=st.integers(0, 14 * 24 * 60).map(lambda minutes: MONDAY + timedelta(minutes=minutes)),
    medium=words,
    entry_point=words,
    language=words,
    known=st.booleans(),
    verified=st.booleans(),
    tags=st.lists(words, max_size=3).map(tuple),
    company=maybe_word,
    attributes=st.dictionaries(st.sampled_from(["plan", "Niveau"]), leaf),
    rating=st.none() | st.integers(1, 5).map(float),
    subject=maybe_word,
    form=st.dictionaries(st.sampled_from(["plan", "Niveau"]), words),
    site=maybe_word,
    page=st.none() | st.sampled_from(PAGES),
    pages=st.lists(st.sampled_from(PAGES), max_size=4).map(tuple),
    referrer=maybe_word,
    data=data,
    device=maybe_word,
    location=st.none() | st.tuples(st.floats(-90, 90), st.floats(-180, 180)),
    territory=maybe_word,
    invitation=maybe_word,
    open_calendars=st.frozensets(words, max_size=2),
)
