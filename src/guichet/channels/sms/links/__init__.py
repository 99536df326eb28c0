"""How texts reach carriers: one kind of link in each folder."""

from collections.abc import Mapping
from typing import cast

from guichet.channels.sms.links.http import presets as services
from guichet.channels.sms.links.http.link import HttpLink
from guichet.channels.sms.links.smpp.link import SmppLink
from guichet.channels.sms.links.smpp.presets import PRESETS
from guichet.gateway.mass.contract import AnyLink, LinkPreset, Links

_SERVICES = tuple(
    LinkPreset(one.key, {"en": one.title, "fr": one.title}, one.settings, one.asks, one.source)
    for one in services.presets().values()
)
LINKS = Links(
    cast("Mapping[str, type[AnyLink]]", {one.kind: one for one in (SmppLink, HttpLink)}),
    {SmppLink.kind: PRESETS, HttpLink.kind: _SERVICES},
)
