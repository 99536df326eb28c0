"""Parts in any order, twice, or never."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.protocols.gsm7.alphabets import Encoding
from guichet.protocols.gsm7.joining import (
    MISSING,
    OVERHEAD,
    InboundPart,
    Joiner,
    PartKey,
    take,
)
from guichet.protocols.gsm7.segments import segment

KEY = PartKey("+262692000001", "36000", 7)


def parts_of(text: str, key: PartKey = KEY) -> list[InboundPart]:
    found = segment(text, reference=key.reference)
    return [
        InboundPart(key, len(found.parts), part.number, part.user_data, found.encoding)
        for part in found.parts
    ]


TEXT = "".join(f"{n} bottles [of] Ça va, " for n in range(30))


@given(st.data())
def test_parts_in_any_order_and_repeated_give_the_text_once(data: st.DataObject) -> None:
    text = data.draw(st.text(alphabet="aé€ç😀", min_size=161, max_size=900))
    parts = parts_of(text)
    order = data.draw(st.permutations(parts + parts))
    joiner = Joiner()
    found = [whole for n, part in enumerate(order) for whole in joiner.add(part, n).wholes]
    assert len(found) == 1
    assert found[0].missing == ()
    assert found[0].text == text
    assert len(joiner) == 0


def test_a_text_is_whole_with_its_last_part() -> None:
    joiner, parts = Joiner(), parts_of(TEXT)
    assert [joiner.add(part, 0).wholes for part in parts[:-1]] == [()] * (len(parts) - 1)
    (whole,) = joiner.add(parts[-1], 1).wholes
    assert (whole.text, whole.missing, joiner.octets) == (TEXT, (), 0)


def test_a_repeat_changes_nothing_while_waiting_and_after() -> None:
    joiner, parts = Joiner(patience=60), parts_of(TEXT)
    joiner.add(parts[0], 0)
    assert joiner.add(parts[0], 1).repeated
    for part in parts[1:]:
        joiner.add(part, 2)
    assert [joiner.add(part, 50).repeated for part in parts] == [True] * len(parts)
    assert len(joiner) == 0


def test_after_the_patience_a_repeat_is_a_new_text() -> None:
    joiner, parts = Joiner(patience=60), parts_of("a" * 161)
    for part in parts:
        joiner.add(part, 0)
    assert joiner.expire(61) == ()
    assert not joiner.add(parts[0], 61).repeated


def test_another_text_under_a_finished_reference_is_taken() -> None:
    joiner = Joiner()
    texts = ["a" * 161, "b" * 161]
    wholes = [w for text in texts for p in parts_of(text) for w in joiner.add(p, 0).wholes]
    assert [whole.text for whole in wholes] == texts


@pytest.mark.parametrize("other", ["b" * 161, "b" * 320])
def test_a_reference_used_again_gives_up_what_waited(other: str) -> None:
    joiner = Joiner()
    joiner.add(parts_of("a" * 161)[0], 0)
    (lost,) = joiner.add(parts_of(other)[0], 5).wholes
    assert (lost.text, lost.missing) == ("a" * 153 + MISSING, (2,))
    assert joiner.next_deadline() == 3605


def test_an_unfinished_text_is_given_up_in_time_with_what_there_is() -> None:
    joiner, parts = Joiner(patience=60), parts_of(TEXT)
    for part in (parts[0], parts[2]):
        joiner.add(part, 10)
    assert joiner.next_deadline() == 70
    assert joiner.expire(69) == ()
    (whole,) = joiner.expire(70)
    assert whole.missing == tuple(n for n in range(1, len(parts) + 1) if n not in (1, 3))
    assert whole.text.count(MISSING) == 2
    assert whole.text.startswith("0 bottles [of] Ça va, 1 bottles")
    assert joiner.next_deadline() is None


@pytest.mark.parametrize(("total", "number"), [(0, 0), (1, 1), (2, 0), (2, 3), (300, 1)])
def test_a_part_without_a_sensible_place_is_a_text_of_its_own(total: int, number: int) -> None:
    (whole,) = Joiner().add(InboundPart(KEY, total, number, b"alone", Encoding.GSM7), 0).wholes
    assert (whole.text, whole.missing) == ("alone", ())


def test_other_senders_and_other_widths_of_reference_do_not_mix() -> None:
    joiner = Joiner()
    keys = [KEY, KEY._replace(sender="+262692000002"), KEY._replace(bits=16)]
    found = [joiner.add(part, 0).wholes for key in keys for part in parts_of("a" * 161, key)]
    assert [len(wholes) for wholes in found] == [0, 1] * 3


def test_characters_cut_by_the_sender_are_whole_again() -> None:
    octets = "ç😀".encode("utf-16-be")
    joiner = Joiner()
    pieces = (octets[:4], octets[4:])
    for number, piece in enumerate(pieces, 1):
        found = joiner.add(InboundPart(KEY, 2, number, piece, Encoding.UCS2), 0).wholes
    assert found[0].text == "ç😀"


def test_parts_in_different_encodings_are_read_each_in_its_own() -> None:
    joiner = Joiner()
    joiner.add(InboundPart(KEY, 2, 1, b"\0", Encoding.GSM7), 0)
    (whole,) = joiner.add(InboundPart(KEY, 2, 2, b"\0\xe7", Encoding.UCS2), 0).wholes
    assert whole.text == "@ç"


def test_memory_has_a_bound_and_the_oldest_go_first() -> None:
    joiner = Joiner(most_texts=3)
    firsts = [parts_of("a" * 161, KEY._replace(reference=n))[0] for n in range(5)]
    found = [joiner.add(part, n).wholes for n, part in enumerate(firsts)]
    assert [[w.key.reference for w in wholes] for wholes in found] == [[], [], [], [0], [1]]
    narrow = Joiner(most_octets=3 * (153 + OVERHEAD))
    for part in firsts:
        narrow.add(part, 0)
    assert (len(narrow), narrow.octets) == (3, 3 * (153 + OVERHEAD))


@given(
    st.lists(
        st.builds(
            InboundPart,
            st.builds(PartKey, st.sampled_from("ab"), st.just("c"), st.integers(0, 2)),
            st.integers(0, 4),
            st.integers(0, 5),
            st.binary(max_size=3),
            st.sampled_from(Encoding),
        ),
        max_size=40,
    )
)
def test_whatever_comes_the_bounds_hold_and_nothing_is_lost(parts: list[InboundPart]) -> None:
    joiner = Joiner(patience=20, most_texts=3, most_octets=2_000)
    out = 0
    for now, part in enumerate(parts):
        joined = joiner.add(part, now)
        given_up = joiner.expire(now)
        out += sum(len(whole.parts) for whole in joined.wholes + given_up) + joined.repeated
        assert len(joiner) <= 3
        assert joiner.octets <= 2_000
        assert all(isinstance(whole.text, str) for whole in joined.wholes)
    out += sum(len(whole.parts) for whole in joiner.expire(1_000))
    assert out == len(parts)
    assert joiner.octets == 0


def test_the_pure_step_leaves_what_it_was_given_alone() -> None:
    first, second = parts_of("a" * 161)
    begun = take(None, first, 3).waiting
    assert begun is not None
    step = take(begun, second, 4)
    assert step.whole is not None
    assert step.whole.text == "a" * 161
    assert list(begun.parts) == [1]
    assert begun.since == 3
