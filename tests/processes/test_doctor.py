"""What ``guichet doctor`` says of what it found."""

from datetime import UTC, datetime, timedelta

import pytest

from guichet.kit.clock import ManualClock, SystemClock
from guichet.kit.db.checkup import Checkup, look
from guichet.kit.settings import Settings
from guichet.processes.doctor import Level, of_mails
from tests.conftest import Database

NOW = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)


def checkup(mails: int, since: datetime | None) -> Checkup:
    return Checkup("18.1", "0001", "0001", 0.0, None, mails, since)


def test_mails_that_wait_without_an_smtp_server_are_to_be_mended() -> None:
    found = checkup(3, NOW - timedelta(hours=2))
    (finding,) = of_mails(found, Settings(), ManualClock(NOW))
    assert finding.level is Level.MEND
    assert finding.words == "3 mails wait for an SMTP server, the oldest for 2.0 h"
    assert "GUICHET_SMTP_URL" in finding.mend


def test_no_smtp_server_is_a_note_while_nothing_waits() -> None:
    (finding,) = of_mails(checkup(0, None), Settings(), ManualClock(NOW))
    assert (finding.level, finding.words) == (Level.NOTE, "no mail can be sent")


@pytest.mark.parametrize(
    "settings", [Settings(demo=True), Settings(smtp_url="smtp://mail.example:587")]
)
def test_nothing_is_said_where_mails_go_somewhere(settings: Settings) -> None:
    found = checkup(3, NOW - timedelta(hours=2))
    assert list(of_mails(found, settings, ManualClock(NOW))) == []


def test_waiting_mails_are_counted_and_sent_ones_are_not(database: Database) -> None:
    with database.connect_owner() as owner:
        for number, state in enumerate(["waiting", "sent", "waiting", "failed"]):
            owner.execute(
                "INSERT INTO mail_outbox (tenant_id, id, state, attempts, next_at, created_at)"
                " VALUES (gen_random_uuid(), gen_random_uuid(), %s, 0, %s, %s)",
                (state, NOW, NOW + timedelta(minutes=number)),
            )
    found = look(database.owner_url, SystemClock())
    assert (found.mails, found.mails_since) == (2, NOW)
