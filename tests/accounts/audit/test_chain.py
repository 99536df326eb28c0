"""Whatever is done to a sealed chain is found, and a chain left alone holds."""

from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.accounts.audit import chain as chains
from guichet.accounts.audit.types import (
    Break,
    Details,
    Digest,
    Ends,
    Fault,
    Head,
    Header,
    Seal,
    SealedEntry,
    Witness,
)
from guichet.kit.ids import TenantId

KEY = b"k" * 32
CHAIN = TenantId(UUID(int=7))
NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)

words = st.text(max_size=12)
details: st.SearchStrategy[Details] = st.dictionaries(
    words, st.one_of(words, st.integers(), st.booleans(), st.none())
)
headers = st.builds(
    Header,
    chain=st.just(CHAIN),
    id=st.uuids(version=4),
    occurred_at=st.datetimes(timezones=st.just(UTC)),
    actor_kind=st.sampled_from(["user", "key", "system", "support"]),
    actor_id=st.none() | st.uuids(),
    action=words,
    target=words,
)
salts = st.binary(min_size=16, max_size=16)


def _entry(header: Header, content: Details, salt: bytes, link: chains.Link) -> SealedEntry:
    text = chains.canonical(content)
    commitment = chains.commitment_of(text, salt)
    digest = chains.digest_of(header, commitment)
    number, before = link.number + 1, link.seal
    seal = chains.seal_of(CHAIN, number, before, digest)
    return SealedEntry(header, text, salt, commitment, digest, number, seal)


def _sealed(written: list[tuple[Header, Details, bytes]]) -> list[SealedEntry]:
    entries, last = [], chains.start(CHAIN)
    for header, content, salt in written:
        entries.append(_entry(header, content, salt, last))
        last = chains.Link(entries[-1].number, entries[-1].seal)
    return entries


def _head(entries: list[SealedEntry], key: bytes = KEY) -> Head | None:
    if not entries:
        return None
    link = chains.Link(entries[-1].number, entries[-1].seal)
    return Head(CHAIN, link.number, link.seal, NOON, chains.sign(key, CHAIN, link, NOON))


def _verify(
    entries: list[SealedEntry], head: Head | None, witness: Witness | None = None
) -> Fault | None:
    top = max((entry.number for entry in entries), default=0)
    verifier = chains.Verifier(CHAIN, Ends(head, top), KEY, witness)
    verifier.take([entry for entry in entries if entry.number <= verifier.end])
    return verifier.finish()


sealed_chains = st.lists(st.tuples(headers, details, salts), min_size=1, max_size=8).map(_sealed)


def _flip(value: bytes, bit: int) -> bytes:
    changed = bytearray(value)
    changed[bit // 8 % len(value)] ^= 1 << (bit % 8)
    return bytes(changed)


def _flip_uuid(value: UUID, bit: int) -> UUID:
    return UUID(bytes=_flip(value.bytes, bit))


def _flip_text(value: str, bit: int) -> str:
    return chr(ord(value[0]) ^ (1 << bit % 7)) + value[1:] if value else "x"


Change = Callable[[SealedEntry, int], SealedEntry]
CHANGES: dict[str, Change] = {
    "id": lambda e, b: replace(e, header=replace(e.header, id=_flip_uuid(e.header.id, b))),
    "chain": lambda e, b: replace(
        e, header=replace(e.header, chain=TenantId(_flip_uuid(e.header.chain, b)))
    ),
    "occurred_at": lambda e, b: replace(
        e,
        header=replace(
            e.header, occurred_at=e.header.occurred_at.replace(microsecond=(b * 7919 + 1) % 10**6)
        ),
    ),
    "actor_kind": lambda e, b: replace(
        e, header=replace(e.header, actor_kind=_flip_text(e.header.actor_kind, b))
    ),
    "actor_id": lambda e, b: replace(
        e, header=replace(e.header, actor_id=_flip_uuid(e.header.actor_id or UUID(int=1), b))
    ),
    "action": lambda e, b: replace(
        e, header=replace(e.header, action=_flip_text(e.header.action, b))
    ),
    "target": lambda e, b: replace(
        e, header=replace(e.header, target=_flip_text(e.header.target, b))
    ),
    "details": lambda e, b: replace(e, details=_flip_text(e.details or "", b)),
    "salt": lambda e, b: replace(e, salt=_flip(e.salt or b"\0", b)),
    "commitment": lambda e, b: replace(e, commitment=_flip(e.commitment, b)),
    "digest": lambda e, b: replace(e, digest=Digest(_flip(e.digest, b))),
    "seal": lambda e, b: replace(e, seal=Seal(_flip(e.seal, b))),
}


@given(sealed_chains)
def test_a_chain_left_alone_holds(entries: list[SealedEntry]) -> None:
    assert _verify(entries, _head(entries)) is None


@given(entries=sealed_chains, place=st.integers(0), bit=st.integers(0, 255))
def test_any_change_of_any_field_is_found_at_its_entry(
    entries: list[SealedEntry], place: int, bit: int
) -> None:
    """Making up a chain takes longer than looking at it: each is tried with every field."""
    place %= len(entries)
    for field, change in CHANGES.items():
        changed = change(entries[place], bit)
        if changed != entries[place]:
            fault = _verify([*entries[:place], changed, *entries[place + 1 :]], _head(entries))
            assert fault is not None, field
            assert fault.number == place + 1, field
            assert fault.reason in {Break.ALTERED, Break.RESEALED}, field


@given(sealed_chains, st.integers(0))
def test_any_removal_is_found(entries: list[SealedEntry], place: int) -> None:
    place %= len(entries)
    fault = _verify(entries[:place] + entries[place + 1 :], _head(entries))
    last = place == len(entries) - 1
    assert fault == Fault(place + 1, Break.TRUNCATED if last else Break.MISSING)


@given(sealed_chains.filter(lambda c: len(c) > 1), st.integers(0), st.integers(0))
def test_any_swap_is_found_even_when_the_numbers_are_swapped_back(
    entries: list[SealedEntry], one: int, other: int
) -> None:
    one, other = one % len(entries), other % len(entries)
    if one == other:
        return
    swapped = list(entries)
    swapped[one] = replace(entries[other], number=one + 1)
    swapped[other] = replace(entries[one], number=other + 1)
    fault = _verify(swapped, _head(entries))
    assert fault is not None
    assert (fault.number, fault.reason) == (min(one, other) + 1, Break.RESEALED)


@given(sealed_chains, st.data())
def test_erased_details_still_verify(entries: list[SealedEntry], data: st.DataObject) -> None:
    erased = data.draw(st.sets(st.integers(0, len(entries) - 1)))
    left = [
        replace(e, details=None, salt=None) if i in erased else e for i, e in enumerate(entries)
    ]
    assert _verify(left, _head(entries)) is None


def _three() -> list[SealedEntry]:
    return _sealed(
        [
            (Header(CHAIN, UUID(int=n), NOON, "user", UUID(int=1), "a.b", f"x:{n}"), {}, b"s" * 16)
            for n in range(1, 4)
        ]
    )


def test_a_chain_sealed_anew_without_the_key_is_found_at_its_head() -> None:
    forged = _sealed([(e.header, {"changed": True}, b"t" * 16) for e in _three()])
    assert _verify(forged, _head(_three())) == Fault(3, Break.REWRITTEN, UUID(int=3))
    assert _verify(forged, _head(forged, b"guessed" * 5)) == Fault(3, Break.HEAD_FORGED)


def test_entries_without_a_head_and_beyond_it_are_found() -> None:
    entries = _three()
    assert _verify(entries, None) == Fault(1, Break.HEAD_MISSING)
    assert _verify(entries, _head(entries[:2])) == Fault(3, Break.BEYOND_HEAD)


def test_a_witness_finds_a_chain_shortened_together_with_its_head() -> None:
    entries = _three()
    seen = Witness(3, entries[2].seal)
    shorter = entries[:2]
    assert _verify(shorter, _head(shorter)) is None
    assert _verify(shorter, _head(shorter), seen) == Fault(3, Break.NOT_WITNESSED)
    assert _verify([], None, seen) == Fault(1, Break.NOT_WITNESSED)


def test_a_witness_finds_a_chain_made_anew_by_somebody_who_has_the_key() -> None:
    entries = _three()
    forged = _sealed([(e.header, {"changed": True}, b"t" * 16) for e in entries])
    seen = Witness(2, entries[1].seal)
    assert _verify(forged, _head(forged), seen) == Fault(2, Break.NOT_WITNESSED, UUID(int=2))


def test_a_head_is_signed_with_its_instant() -> None:
    head = _head(_three())
    assert head is not None
    moved = replace(head, sealed_at=NOON + timedelta(seconds=1))
    assert chains.head_holds(head, KEY)
    assert not chains.head_holds(moved, KEY)


def test_details_hold_no_floats_at_any_depth() -> None:
    with pytest.raises(TypeError, match="no floats"):
        chains.canonical({"deep": {"er": [1, 0.5]}})  # type: ignore[list-item]  # the point
    assert chains.canonical({"b": 1, "a": "é"}) == '{"a":"\\u00e9","b":1}'
