"""Every endpoint of the accounts room, in the order of the document."""

from guichet.accounts.me.endpoints import router as me
from guichet.accounts.sessions.endpoints import router as sessions
from guichet.accounts.signin.endpoints import router as signin

ROUTERS = (signin, sessions, me)
