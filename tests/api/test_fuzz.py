"""Whatever is sent to any operation, the answer is one the document names, never a fault of ours.

schemathesis makes the requests from the published document: some that fit it, some that do not.
It runs in a thread against a served application, whose loop is the test's own.
"""

import asyncio
from collections import Counter
from collections.abc import Iterator
from contextlib import suppress
from copy import deepcopy
from dataclasses import dataclass, field
from typing import Any

import pytest
import schemathesis
from fastapi import FastAPI
from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import seed as seeded
from hypothesis.errors import Unsatisfiable
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.core.failures import FailureGroup
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from guichet.kit.clock import ManualClock
from tests.api.conftest import Company
from tests.servers.asgi import served

CHECKS = (
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
)
EXAMPLES = 3
"""Requests of each kind (fitting, not fitting) to each operation."""
ENDS_THE_SESSION = {"sign_out", "end_other_sessions", "end_session"}


def _operations(schema: Any) -> Iterator[Any]:
    for found in schema.get_all_operations():
        operation = found.ok()
        if operation.definition.raw["operationId"] not in ENDS_THE_SESSION:
            yield operation


@dataclass
class Attack:
    """What was sent as whom, and what came of it."""

    headers: dict[str, str]
    wrong: list[str] = field(default_factory=list)
    statuses: Counter[int] = field(default_factory=Counter)

    def note(self, case: Any, answer: Any) -> None:
        """Hold the answer against the document."""
        self.statuses[answer.status_code] += 1
        for check in CHECKS:
            try:
                case.validate_response(answer, checks=[check])
            except FailureGroup as faults:
                self.wrong.append(f"{case.operation.label}: {faults.exceptions[0]}")


def _attack(operation: Any, mode: GenerationMode, attack: Attack) -> None:
    """Send requests to one operation, until one is answered wrongly."""
    before = len(attack.wrong)

    @seeded(20260302)
    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        database=None,
        phases=[Phase.explicit, Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def send(case: Any) -> None:
        if len(attack.wrong) == before:
            case.headers = {**(case.headers or {}), **attack.headers}
            attack.note(case, case.call(timeout=60))

    with suppress(Unsatisfiable):  # nothing of it can be made wrong
        send()


def _attack_all(document: dict[str, Any], origin: str, headers: dict[str, str]) -> Attack:
    attack = Attack(headers)
    document = deepcopy(document)
    for path in document["paths"].values():
        for operation in path.values():
            operation.pop("security", None)  # who calls is given, not made up
    schema = schemathesis.openapi.from_dict(document)
    schema.config.update(base_url=origin)
    for operation in _operations(schema):
        for mode in (GenerationMode.POSITIVE, GenerationMode.NEGATIVE):
            _attack(operation, mode, attack)
    return attack


@pytest.mark.timeout(1_800)
async def test_no_request_brings_forth_a_fault_of_ours(
    app: FastAPI, document: dict[str, Any], vanille: Company, clock: ManualClock
) -> None:
    cookies = "; ".join(f"{c.name}={c.value}" for c in vanille.admin.cookies.jar)
    headers = {"Cookie": cookies, "Guichet-Tenant": str(vanille.tenant.id)}
    async with served(app) as address:
        attack = await asyncio.to_thread(_attack_all, document, f"http://{address}", headers)
    assert "\n\n".join(attack.wrong) == ""
    served_well = sum(count for status, count in attack.statuses.items() if status < 300)
    assert served_well > 50, attack.statuses
    assert attack.statuses[422] > 50, attack.statuses
    assert attack.statuses[401] < 20, attack.statuses
