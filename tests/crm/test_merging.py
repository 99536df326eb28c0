"""What a card holds after a merge, and after it was undone."""

from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from guichet.crm.merging import TAKEABLE, Difference, Profile, merged, undone, without

names = st.none() | st.sampled_from(["Éloïse", "Paul", "Ravi"])
keys = st.sampled_from(["a", "b", "c"])
profiles = st.builds(
    Profile,
    name=names,
    language=st.none() | st.sampled_from(["fr", "en"]),
    company_id=st.none() | st.sampled_from([UUID(int=1), UUID(int=2)]),
    attributes=st.dictionaries(keys, st.integers(0, 3)),
    tags=st.lists(st.sampled_from("xyz"), unique=True).map(tuple),
)
takes = st.frozensets(st.sampled_from([*TAKEABLE, "attributes.a", "attributes.b"]))


def test_the_survivor_keeps_what_it_has_and_gets_what_it_lacks() -> None:
    survivor = Profile("Éloïse", None, None, {"a": 1}, ("pro",))
    loser = Profile("Elo", "fr", UUID(int=1), {"a": 2, "b": 3}, ("pro", "vip"))
    together = merged(survivor, loser)
    assert together == Profile("Éloïse", "fr", UUID(int=1), {"a": 1, "b": 3}, ("pro", "vip"))
    assert merged(survivor, loser, {"name", "attributes.a"}).name == "Elo"
    assert merged(survivor, loser, {"name", "attributes.a"}).attributes["a"] == 2


@given(profiles, profiles, takes)
def test_undoing_restores_exactly(mine: Profile, theirs: Profile, take: frozenset[str]) -> None:
    after = merged(mine, theirs, take)
    assert undone(after, Difference(mine, after)) == mine


@given(profiles, profiles, names)
def test_what_was_changed_since_stays(mine: Profile, theirs: Profile, name: str | None) -> None:
    after = merged(mine, theirs)
    changed = Profile(
        name, after.language, after.company_id, after.attributes, (*after.tags, "new")
    )
    back = undone(changed, Difference(mine, after))
    assert back.tags == (*mine.tags, "new")
    assert back.name == (mine.name if name == after.name else name)
    assert back.attributes == mine.attributes


@given(profiles, st.lists(st.tuples(profiles, takes), max_size=4), st.randoms())
def test_several_merges_undone_in_any_order_restore_exactly(
    mine: Profile, others: list[tuple[Profile, frozenset[str]]], chance: Random
) -> None:
    now, made = mine, []
    for other, take in others:
        after = merged(now, other, take)
        made.append(Difference(now, after))
        now = after
    while made:
        place = chance.randrange(len(made))
        taken = made.pop(place)
        made[place:] = [without(later, taken) for later in made[place:]]
        now = undone(now, taken)
    assert now == mine
