"""Mails go out after the commit, once taken never again, and are tried until they are too old."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from sqlalchemy.exc import ProgrammingError

from guichet.kit.cipher import Cipher
from guichet.kit.clock import ManualClock
from guichet.kit.db.sessions import SystemDatabase
from guichet.kit.ids import TenantId
from guichet.kit.mail import repository
from guichet.kit.mail.postman import Nowhere, Postman
from guichet.kit.mail.service import Outbox, forget_old
from guichet.kit.mail.smtp import SmtpSender
from guichet.kit.mail.types import Mail
from tests.conftest import Database, MakeTenant, MakeWork
from tests.servers.smtp import Mailbox, smtp_server
from tests.waiting import eventually

LINK = "https://guichet.example/invitation?token=a-secret-of-the-link"
MAIL = Mail("amelie@example.com", "Bienvenue à bord", f"Bonjour,\n{LINK}\n", f"<p>{LINK}</p>")


@pytest.fixture
async def mailbox() -> AsyncIterator[Mailbox]:
    async with smtp_server() as served:
        yield served


@pytest.fixture
def outbox() -> Outbox:
    return Outbox(Cipher("m" * 32))


@pytest.fixture
def postman(
    system_db: SystemDatabase, outbox: Outbox, mailbox: Mailbox, clock: ManualClock
) -> Postman:
    sender = SmtpSender(mailbox.url, "Guichet <guichet@house.example>")
    return Postman(system_db, outbox, sender, clock)


@pytest.fixture
async def tenant(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


async def post(make_work: MakeWork, tenant: TenantId, outbox: Outbox) -> None:
    async with make_work(tenant) as work:
        await outbox.post(work, MAIL)


def states(database: Database) -> list[tuple[object, ...]]:
    with database.connect_owner() as owner:
        rows = owner.execute("SELECT state, attempts, sealed IS NULL, error FROM mail_outbox")
        return rows.fetchall()


async def test_a_posted_mail_arrives_as_it_was_written(
    postman: Postman, outbox: Outbox, mailbox: Mailbox, make_work: MakeWork, tenant: TenantId
) -> None:
    await post(make_work, tenant, outbox)
    assert await postman.round() == 1

    (arrived,) = mailbox.taken
    assert (arrived["From"], arrived["To"]) == ("Guichet <guichet@house.example>", MAIL.to)
    assert (arrived["Subject"], arrived["Auto-Submitted"]) == (MAIL.subject, "auto-generated")
    text, html = arrived.get_body(("plain",)), arrived.get_body(("html",))
    assert text is not None
    assert html is not None
    assert text.get_content().replace("\r\n", "\n") == MAIL.text
    assert html.get_content().strip() == MAIL.html


async def test_a_deed_rolled_back_sends_nothing(
    postman: Postman, outbox: Outbox, mailbox: Mailbox, make_work: MakeWork, tenant: TenantId
) -> None:
    with contextlib.suppress(ZeroDivisionError):
        async with make_work(tenant) as work:
            await outbox.post(work, MAIL)
            raise ZeroDivisionError
    assert await postman.round() == 0
    assert not mailbox.taken


async def test_what_is_sent_is_not_sent_again_and_its_content_is_removed(
    postman: Postman,
    outbox: Outbox,
    mailbox: Mailbox,
    make_work: MakeWork,
    tenant: TenantId,
    database: Database,
    clock: ManualClock,
) -> None:
    await post(make_work, tenant, outbox)
    await postman.round()
    clock.advance(timedelta(days=1))
    assert await postman.round() == 0
    assert len(mailbox.taken) == 1
    assert states(database) == [("sent", 1, True, None)]


async def test_a_server_that_asks_for_patience_gets_it_and_the_same_message_id(
    postman: Postman,
    outbox: Outbox,
    mailbox: Mailbox,
    make_work: MakeWork,
    tenant: TenantId,
    database: Database,
    clock: ManualClock,
) -> None:
    mailbox.answers = ["451 Greylisted, try again later"]
    await post(make_work, tenant, outbox)
    await postman.round()
    assert states(database) == [("waiting", 1, False, "451 Greylisted, try again later")]
    assert await postman.round() == 0, "not before its time"

    clock.advance(timedelta(seconds=10))
    await postman.round()
    assert len(mailbox.taken) == 1


async def test_a_final_refusal_is_believed(
    postman: Postman,
    outbox: Outbox,
    mailbox: Mailbox,
    make_work: MakeWork,
    tenant: TenantId,
    database: Database,
) -> None:
    mailbox.answers = ["550 No such user"]
    await post(make_work, tenant, outbox)
    await postman.round()
    assert states(database) == [("failed", 1, True, "550 No such user")]


async def test_a_server_that_is_down_for_two_days_ends_the_tries(
    system_db: SystemDatabase,
    outbox: Outbox,
    make_work: MakeWork,
    tenant: TenantId,
    database: Database,
    clock: ManualClock,
) -> None:
    nobody = SmtpSender("smtp://127.0.0.1:9", "Guichet <guichet@house.example>")
    postman = Postman(system_db, outbox, nobody, clock)
    await post(make_work, tenant, outbox)
    tries = 0
    while states(database)[0][0] == "waiting":
        tries += await postman.round()
        clock.advance(timedelta(hours=1))
    assert 45 < tries < 60
    assert states(database)[0][0] == "failed"


async def test_after_a_crash_while_sending_somebody_else_tries_again(
    postman: Postman,
    outbox: Outbox,
    mailbox: Mailbox,
    make_work: MakeWork,
    tenant: TenantId,
    system_db: SystemDatabase,
    clock: ManualClock,
) -> None:
    await post(make_work, tenant, outbox)
    now = clock.now()
    async with system_db.transaction() as session:
        assert len(await repository.claim(session, now, now + timedelta(minutes=2), 10)) == 1
    assert await postman.round() == 0, "somebody has it"
    clock.advance(timedelta(minutes=2))
    assert await postman.round() == 1
    assert len(mailbox.taken) == 1


async def test_two_postmen_never_take_the_same_mail(
    postman: Postman,
    outbox: Outbox,
    mailbox: Mailbox,
    make_work: MakeWork,
    tenant: TenantId,
) -> None:
    for _ in range(30):
        await post(make_work, tenant, outbox)
    tried = await asyncio.gather(*(postman.round() for _ in range(4)))
    assert sum(tried) == len(mailbox.taken) == 30
    assert len({mail["Message-ID"] for mail in mailbox.taken}) == 30


async def test_the_running_postman_is_woken_by_a_commit_of_its_process(
    postman: Postman, outbox: Outbox, mailbox: Mailbox, make_work: MakeWork, tenant: TenantId
) -> None:
    running = asyncio.create_task(postman.run())
    await post(make_work, tenant, outbox)
    await eventually(lambda: bool(mailbox.taken))
    running.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await running


async def test_a_password_is_refused_over_an_open_line(
    system_db: SystemDatabase,
    outbox: Outbox,
    mailbox: Mailbox,
    make_work: MakeWork,
    tenant: TenantId,
    clock: ManualClock,
    database: Database,
) -> None:
    url = mailbox.url.replace("smtp://", "smtp://user:secret@")
    postman = Postman(system_db, outbox, SmtpSender(url, "Guichet <g@house.example>"), clock)
    await post(make_work, tenant, outbox)
    await postman.round()
    assert not mailbox.taken
    ((state, _, _, error),) = states(database)
    assert state == "waiting"
    assert "secret" not in str(error)


async def test_a_request_can_post_a_mail_and_never_read_one(
    make_work: MakeWork, tenant: TenantId, outbox: Outbox
) -> None:
    await post(make_work, tenant, outbox)
    with pytest.raises(ProgrammingError, match="permission denied"):
        async with make_work(tenant) as work:
            await repository.newest(work.session, 1)


async def test_the_content_is_not_readable_in_the_database(
    make_work: MakeWork, tenant: TenantId, outbox: Outbox, database: Database
) -> None:
    await post(make_work, tenant, outbox)
    with database.connect_owner() as owner:
        (row,) = owner.execute("SELECT encode(sealed, 'escape') FROM mail_outbox").fetchall()
    assert "secret" not in str(row)
    assert "amelie" not in str(row)


async def test_the_demo_keeps_what_it_sent_readable(
    system_db: SystemDatabase,
    outbox: Outbox,
    make_work: MakeWork,
    tenant: TenantId,
    clock: ManualClock,
) -> None:
    await post(make_work, tenant, outbox)
    await Postman(system_db, outbox, Nowhere(), clock, keep=True).round()
    async with system_db.transaction() as session:
        (shown,) = await outbox.newest(session)
    assert (shown.mail, shown.state) == (MAIL, "sent")


async def test_old_mails_are_forgotten(
    system_db: SystemDatabase,
    outbox: Outbox,
    make_work: MakeWork,
    tenant: TenantId,
    clock: ManualClock,
    database: Database,
) -> None:
    await post(make_work, tenant, outbox)
    clock.advance(timedelta(days=31))
    async with system_db.transaction() as session:
        assert await forget_old(session, clock.now()) == 1
    assert states(database) == []
