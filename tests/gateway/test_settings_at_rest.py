"""Secrets of entry points: encrypted in the database, for the channel alone, never shown."""

from typing import Annotated, Any, ClassVar

import pytest
from pydantic import Field, SecretStr

from guichet.channels.webchat.settings import WebChatSettings
from guichet.gateway.contract import Channel, ChannelSettings
from guichet.gateway.entry_points import service
from guichet.gateway.entry_points.doors import door_of
from guichet.gateway.entry_points.settings_at_rest import HIDDEN, secret_names, shown
from guichet.gateway.entry_points.types import Draft, EntryPoint
from guichet.gateway.registry import Registry
from guichet.gateway.schemas import EntryPointChange
from guichet.gateway.types import Capability, Medium, Outbound, Outcome, Probe, Receipt
from guichet.kit.cipher import CannotDecrypt, Cipher
from guichet.kit.ids import TenantId
from tests.conftest import Database, MakeTenant, MakeWork


class SafeSettings(ChannelSettings):
    """One secret that must be, one that may."""

    host: str
    password: SecretStr
    token: SecretStr | None = Field(None)


class Safe(Channel[ChannelSettings]):
    """A channel with secrets."""

    kind = "safe"
    medium = Medium.MESSAGE
    title: ClassVar = {"en": "Safe", "fr": "Coffre"}
    description: ClassVar = title
    capabilities = frozenset({Capability.TEXT})
    Settings: ClassVar[type[ChannelSettings]] = SafeSettings

    async def send(self, outbound: Outbound) -> Outcome:
        return Receipt()

    async def probe(self) -> Probe:
        return Probe(True, "ready")


REGISTRY = Registry({"safe": Safe}, Cipher("m" * 32))


@pytest.fixture
async def tenant_id(make_tenant: MakeTenant) -> TenantId:
    return await make_tenant()


async def opened_with(
    make_work: MakeWork, tenant_id: TenantId, settings: dict[str, Any]
) -> EntryPoint:
    async with make_work(tenant_id) as work:
        draft = Draft("Coffre", "fr", (), settings)
        return await service.create(work, REGISTRY, "safe", draft)


def secrets_of(one: EntryPoint) -> tuple[str, str | None]:
    """What the channel gets."""
    door = door_of(one, REGISTRY)
    assert door is not None
    assert isinstance(door.settings, SafeSettings)
    token = door.settings.token
    password = door.settings.password.get_secret_value()
    return password, token.get_secret_value() if token else None


async def test_a_secret_is_nowhere_in_the_database_but_reaches_its_channel(
    database: Database, make_work: MakeWork, tenant_id: TenantId
) -> None:
    one = await opened_with(make_work, tenant_id, {"host": "h", "password": "p4ssw0rd"})
    with database.connect_owner() as owner:
        rows = owner.execute("SELECT settings::text FROM entry_point").fetchall()
        events = owner.execute("SELECT payload::text FROM event_log").fetchall()
    assert "p4ssw0rd" not in repr(rows) + repr(events)
    assert secrets_of(one) == ("p4ssw0rd", None)
    assert shown(one.settings) == {"host": "h", "password": HIDDEN, "token": None}


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"host": "new"}, ("old", "t")),
        ({"host": "new", "password": HIDDEN}, ("old", "t")),
        ({"host": "new", "password": "fresh"}, ("fresh", "t")),
        ({"host": "new", "token": None}, ("old", None)),
        (None, ("old", "t")),
    ],
)
async def test_a_secret_stays_unless_it_is_given_anew(
    make_work: MakeWork,
    tenant_id: TenantId,
    given: dict[str, Any] | None,
    expected: tuple[str, str | None],
) -> None:
    first = {"host": "h", "password": "old", "token": "t"}
    one = await opened_with(make_work, tenant_id, first)
    change = EntryPointChange(settings=given)
    async with make_work(tenant_id) as work:
        changed = await service.change(work, REGISTRY, one.id, change.over(one))
    assert secrets_of(changed) == expected


async def test_a_secret_copied_to_another_entry_point_does_not_open(
    database: Database, make_work: MakeWork, tenant_id: TenantId
) -> None:
    one = await opened_with(make_work, tenant_id, {"host": "h", "password": "mine"})
    two = await opened_with(make_work, tenant_id, {"host": "h", "password": "theirs"})
    with database.connect_owner() as owner:
        owner.execute(
            "UPDATE entry_point SET settings = (SELECT settings FROM entry_point WHERE id = %s)"
            " WHERE id = %s",
            (one.id, two.id),
        )
    async with make_work(tenant_id) as work:
        stolen = await service.get(work, two.id)
    with pytest.raises(CannotDecrypt):
        secrets_of(stolen)


def test_every_field_that_holds_a_secret_is_known_also_optional_ones_with_limits() -> None:
    class Held(ChannelSettings):
        plain: str = ""
        needed: SecretStr
        optional: SecretStr | None = None
        limited: Annotated[SecretStr, Field(min_length=32)] | None = None

    assert secret_names(Held) == {"needed", "optional", "limited"}
    assert secret_names(WebChatSettings) == {"identity_secret", "identity_secret_before"}
