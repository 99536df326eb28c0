"""Every endpoint of the accounts room, in the order of the document."""

from guichet.accounts.api_keys.endpoints import router as api_keys
from guichet.accounts.demo_outbox.endpoints import router as demo_outbox
from guichet.accounts.entrance.oidc_endpoints import router as oidc_sign_in
from guichet.accounts.entrance.passkey_endpoints import router as passkey_sign_in
from guichet.accounts.me.endpoints import router as me
from guichet.accounts.members.endpoints import router as members
from guichet.accounts.oidc.endpoints import router as oidc_providers
from guichet.accounts.passkeys.endpoints import router as passkeys
from guichet.accounts.platform.endpoints import router as platform
from guichet.accounts.platform.health_endpoints import router as platform_health
from guichet.accounts.sessions.endpoints import router as sessions
from guichet.accounts.signin.endpoints import router as signin
from guichet.accounts.support.endpoints import router as support
from guichet.accounts.tenants.endpoints import router as tenants
from guichet.accounts.trail.endpoints import router as trail

ROUTERS = (
    *(signin, passkey_sign_in, oidc_sign_in, sessions, me, passkeys),
    *(tenants, members, api_keys, oidc_providers, support, trail),
    *(platform, platform_health, demo_outbox),
)
