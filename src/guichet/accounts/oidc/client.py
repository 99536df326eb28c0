"""The conversation with a provider, through a port: ``processes`` hand in the guarded client."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Protocol
from urllib.parse import quote

from guichet.accounts.oidc import protocol
from guichet.accounts.oidc.protocol import Disbelieved, Expected
from guichet.accounts.oidc.types import Endpoints, Flow, Identity, Json, Provider


class Web(Protocol):
    """Requests to addresses that a customer gave: guarded, bounded in time and size."""

    async def get(self, address: str, headers: Mapping[str, str]) -> Json:
        """The JSON document at ``address``.

        :raises Unreachable: no answer, a refused address, another status than 200, no JSON.
        """
        ...

    async def post(self, address: str, form: Mapping[str, str], headers: Mapping[str, str]) -> Json:
        """The JSON answer to a form.

        :raises Unreachable: as for ``get``.
        """
        ...


@dataclass(frozen=True, slots=True)
class Client:
    """Guichet as a client of providers."""

    web: Web
    redirect_uri: str
    plain_http: bool = False
    """Whether providers without TLS are allowed: only where the operator allows it."""

    async def discover(self, issuer: str) -> Endpoints:
        """What the provider at ``issuer`` tells about itself.

        :raises Unreachable: it cannot be read.
        :raises Disbelieved: what it tells does not hold.
        """
        document = await self.web.get(protocol.discovery_address(issuer), {})
        return protocol.endpoints(issuer, document, plain_http=self.plain_http)

    async def identify(
        self, provider: Provider, secret: str, flow: Flow, code: str, now: datetime
    ) -> Identity:
        """Whom the provider vouches for, given the code the browser brought back.

        Keys are read anew each time, so that a provider may change them at any moment.

        :raises Unreachable: the provider cannot be asked, or refuses the code.
        :raises Disbelieved: its answer does not hold.
        """
        settings = provider.settings
        found = await self.discover(settings.issuer)
        answer = await self._exchange(found, settings.client_id, secret, flow, code)
        keys = await self.web.get(found.keys, {})
        token = answer.get("id_token")
        if not isinstance(token, str):
            raise Disbelieved("no_id_token")
        expected = Expected(settings.client_id, flow.nonce, now)
        claims = protocol.believe(token, keys, found, expected)
        if "email" not in claims and found.userinfo:
            claims = await self._completed(found.userinfo, claims, answer)
        return protocol.identity(claims)

    async def _exchange(
        self, found: Endpoints, client_id: str, secret: str, flow: Flow, code: str
    ) -> Json:
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": self.redirect_uri,
            "code_verifier": flow.verifier,
        }
        if found.basic_auth:
            return await self.web.post(found.token, form, _basic(client_id, secret))
        form |= {"client_id": client_id, "client_secret": secret}
        return await self.web.post(found.token, form, {})

    async def _completed(self, address: str, claims: Json, answer: Json) -> Json:
        access = answer.get("access_token")
        if not isinstance(access, str):
            return claims
        told = await self.web.get(address, {"Authorization": f"Bearer {access}"})
        return protocol.with_userinfo(claims, told)


def _basic(client_id: str, secret: str) -> dict[str, str]:
    """RFC 6749, section 2.3.1: both parts are form-encoded before they are joined."""
    pair = f"{quote(client_id, safe='')}:{quote(secret, safe='')}"
    return {"Authorization": "Basic " + base64.b64encode(pair.encode()).decode()}
