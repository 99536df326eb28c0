"""Why a link ended, as screens are told."""

import socket

import pytest

from guichet.channels.sms.links.smpp.wire import LinkLost
from guichet.gateway.carriers.keeping import why_it_ended


@pytest.mark.parametrize(
    ("fault", "told"),
    [
        (LinkLost("link_closed: it was closed"), "link_closed: it was closed"),
        (LinkLost("esme_rsyserr: system error"), "esme_rsyserr: system error"),
        (ConnectionRefusedError(111, "Connection refused"), "link_unreachable: Connection refused"),
        (ConnectionResetError(104, "Reset by peer"), "link_closed: Reset by peer"),
        (socket.gaierror(-2, "Name not known"), "link_no_such_host: Name not known"),
        (TimeoutError(), "link_silent: TimeoutError"),
        (OSError("Multiple exceptions"), "link_unreachable: Multiple exceptions"),
        (ValueError("a mistake of ours"), "link_broken: a mistake of ours"),
    ],
)
def test_every_end_of_a_link_has_a_code_and_words(fault: BaseException, told: str) -> None:
    assert why_it_ended(fault) == told
