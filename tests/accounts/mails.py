"""Reading the outbox, as the addressee would read the mail."""

import re

from guichet.accounts.works import SystemWorks
from guichet.kit.ground import Ground
from guichet.kit.mail.types import Mail


async def mails(ground: Ground, works: SystemWorks) -> list[Mail]:
    """Every mail posted so far, oldest first."""
    async with works() as work:
        return [one.mail for one in reversed(await ground.outbox.newest(work.session))]


def token_in(mail: Mail) -> str:
    """The secret of the link in a mail."""
    found = re.search(r"token=([\w-]+)", mail.text)
    assert found, mail.text
    return found[1]
