"""Rules made ready once per process: the last few hundred tenants' own. Pure memory."""

from collections import OrderedDict

from guichet.intake.rules.engine import Program
from guichet.kit.ids import TenantId

MOST = 500


class Programs:
    """By tenant, the program of one version; another version takes its place."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._held: OrderedDict[TenantId, tuple[int, Program]] = OrderedDict()

    def get(self, tenant: TenantId, number: int) -> Program | None:
        """The program, if it is of that version."""
        held = self._held.get(tenant)
        if held is None or held[0] != number:
            return None
        self._held.move_to_end(tenant)
        return held[1]

    def keep(self, tenant: TenantId, number: int, program: Program) -> Program:
        """Hold it; the tenant not asked for longest goes when there are too many."""
        self._held[tenant] = (number, program)
        self._held.move_to_end(tenant)
        if len(self._held) > self._most:
            self._held.popitem(last=False)
        return program
