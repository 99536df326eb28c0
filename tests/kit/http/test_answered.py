"""Requests answered without the framework leave their lines in the log."""

import asyncio

from structlog.testing import capture_logs

from guichet.kit.http.answered import Answered


async def test_one_leaves_the_line_it_would_leave_at_the_edge() -> None:
    answered = Answered("/api/v1/messages", 202)
    with capture_logs() as lines:
        answered.note("0123456789abcdef", 0.01234)
        await asyncio.sleep(0)
    assert lines == [
        {
            "event": "http.answered",
            "log_level": "info",
            "method": "POST",
            "path": "/api/v1/messages",
            "status": 202,
            "milliseconds": 12.3,
            "request_id": "0123456789abcdef",
        }
    ]


async def test_those_of_one_turn_of_the_loop_have_one_line_with_all_their_ids() -> None:
    answered = Answered("/api/v1/messages", 202)
    with capture_logs() as lines:
        answered.note("first", 0.002)
        answered.note("second", 0.007)
        await asyncio.sleep(0)
        answered.note("third", 0.001)
        await asyncio.sleep(0)
    assert [(line["milliseconds"], line.get("count")) for line in lines] == [(7.0, 2), (1.0, None)]
    assert [line.get("request_ids", line.get("request_id")) for line in lines] == [
        ["first", "second"],
        "third",
    ]
