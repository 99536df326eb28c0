"""Secrets at rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from guichet.kit.cipher import CannotDecrypt, Cipher

OLD, NEW = "an old master secret of 32 letters", "a new master secret of 32 letters."
CIPHER = Cipher(NEW)


@given(st.binary(max_size=300), st.text(max_size=30))
def test_what_was_closed_opens_in_its_context_and_is_not_readable(
    plain: bytes, context: str
) -> None:
    box = CIPHER.encrypt(plain, context)
    assert CIPHER.decrypt(box, context) == plain
    assert len(plain) < 8 or plain not in box


def test_the_same_content_closes_differently_each_time() -> None:
    assert CIPHER.encrypt(b"secret", "x") != CIPHER.encrypt(b"secret", "x")


def test_a_box_moved_into_another_row_does_not_open() -> None:
    box = CIPHER.encrypt(b"secret", "totp:1")
    with pytest.raises(CannotDecrypt, match="belongs elsewhere"):
        CIPHER.decrypt(box, "totp:2")


@given(st.data())
def test_a_box_changed_anywhere_does_not_open(data: st.DataObject) -> None:
    box = bytearray(CIPHER.encrypt(b"secret", "x"))
    place = data.draw(st.integers(0, len(box) - 1))
    box[place] ^= data.draw(st.integers(1, 255))
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(bytes(box), "x")


@given(st.binary(max_size=64))
def test_rubbish_is_refused(rubbish: bytes) -> None:
    with pytest.raises(CannotDecrypt):
        CIPHER.decrypt(rubbish, "x")


def test_after_a_change_of_the_master_secret_older_boxes_still_open_and_are_known_as_old() -> None:
    old_box = Cipher(OLD).encrypt(b"secret", "x")
    rotated = Cipher(NEW, older=(OLD,))
    assert rotated.decrypt(old_box, "x") == b"secret"
    assert not rotated.is_current(old_box)
    assert rotated.is_current(rotated.encrypt(b"secret", "x"))


def test_without_the_older_secret_an_older_box_says_why_it_stays_closed() -> None:
    with pytest.raises(CannotDecrypt, match="not known here"):
        CIPHER.decrypt(Cipher(OLD).encrypt(b"secret", "x"), "x")


def test_keys_of_different_purposes_and_secrets_have_nothing_in_common() -> None:
    keys = {Cipher(secret).derive(purpose) for secret in (OLD, NEW) for purpose in ("a", "b")}
    assert len(keys) == 4
    assert {len(key) for key in keys} == {32}
    assert CIPHER.derive("a") == Cipher(NEW).derive("a")
