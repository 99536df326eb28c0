"""What stepped aside comes again in order, also where several have the same instant."""

from sqlalchemy import select, update

from guichet.hooks.deliveries import repository
from guichet.hooks.deliveries.models import DeliveryRow
from guichet.hooks.deliveries.types import Line
from guichet.hooks.types import Boxes
from tests.hooks.conftest import Scene


async def test_of_those_due_at_one_instant_the_oldest_come_first(scene: Scene) -> None:
    hook = (await scene.hook("https://receiver.example/hook")).hook
    for _ in range(6):
        await scene.happen()
    now = scene.ground.clock.now()
    async with scene.ground.system_db.transaction() as session:
        ids = list(await session.scalars(select(DeliveryRow.id).order_by(DeliveryRow.id)))
        for one in reversed(ids):  # the database gives what was written last the last place
            aside = update(DeliveryRow).where(DeliveryRow.id == one)
            await session.execute(aside.values(state="later", retry_at=now))
    line = Line(scene.tenant, hook.id, 1, 0, None, 0, "", 1, Boxes(b"", None, None))
    async with scene.ground.system_db.transaction() as session:
        found = await repository.aside(session, line, now, 4)
    assert [one.id for one in found] == ids[:4]
