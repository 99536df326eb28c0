"""How texts reach carriers: one kind of link in each folder."""

from collections.abc import Mapping
from typing import cast

from guichet.channels.sms.links.http.link import HttpLink
from guichet.channels.sms.links.smpp.link import SmppLink
from guichet.gateway.mass.contract import AnyLink, Links

LINKS = Links(cast("Mapping[str, type[AnyLink]]", {one.kind: one for one in (SmppLink, HttpLink)}))
