"""What is stored comes back as it was."""

import json

from hypothesis import given
from hypothesis import strategies as st

from guichet.files.types import FileRef
from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.stored import (
    failure_json,
    failure_of,
    files_json,
    files_of,
    notice_json,
    notice_of,
    quick_json,
    quick_of,
)
from guichet.gateway.types import Notice, QuickReply

WORDS = st.none() | st.text(max_size=20)
FAILURES = st.builds(
    Failure, st.text(), st.sampled_from(Retry), st.sampled_from(Fault), WORDS, WORDS
)
FILES = st.builds(FileRef, st.uuids(), st.text(), st.text(), st.integers(0))
REPLIES = st.builds(QuickReply, st.text(), st.text())
NOTICES = st.builds(Notice, st.text(), st.dictionaries(st.text(), st.text(), max_size=3))


@given(st.none() | FAILURES)
def test_a_failure_comes_back_as_it_was(failure: Failure | None) -> None:
    assert failure_of(json.loads(json.dumps(failure_json(failure)))) == failure


@given(st.none() | NOTICES)
def test_a_notice_comes_back_as_it_was(notice: Notice | None) -> None:
    assert notice_of(json.loads(json.dumps(notice_json(notice)))) == notice


@given(st.lists(FILES, max_size=3), st.lists(REPLIES, max_size=3))
def test_what_goes_with_a_text_comes_back_as_it_was(
    files: list[FileRef], replies: list[QuickReply]
) -> None:
    assert list(files_of(json.loads(json.dumps(files_json(files))))) == files
    assert list(quick_of(json.loads(json.dumps(quick_json(replies))))) == replies
