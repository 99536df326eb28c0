"""Work across tenants: what finding entry points, leasing things to send and holding connections
need. ``processes`` hands it in; nobody else can make it.
"""

from collections.abc import Callable
from contextlib import AbstractAsyncContextManager

from sqlalchemy.ext.asyncio import AsyncSession

AcrossTenants = Callable[[], AbstractAsyncContextManager[AsyncSession]]
"""Opens one transaction under the system role; leaving the block commits."""
