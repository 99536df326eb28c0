"""What is stored comes back as it was."""

import json

from hypothesis import given
from hypothesis import strategies as st

from guichet.gateway.failures import Failure, Fault, Retry
from guichet.gateway.stored import failure_json, failure_of, notice_json, notice_of
from guichet.gateway.types import Notice

WORDS = st.none() | st.text(max_size=20)
FAILURES = st.builds(
    Failure, st.text(), st.sampled_from(Retry), st.sampled_from(Fault), WORDS, WORDS
)
NOTICES = st.builds(Notice, st.text(), st.dictionaries(st.text(), st.text(), max_size=3))


@given(st.none() | FAILURES)
def test_a_failure_comes_back_as_it_was(failure: Failure | None) -> None:
    assert failure_of(json.loads(json.dumps(failure_json(failure)))) == failure


@given(st.none() | NOTICES)
def test_a_notice_comes_back_as_it_was(notice: Notice | None) -> None:
    assert notice_of(json.loads(json.dumps(notice_json(notice)))) == notice
