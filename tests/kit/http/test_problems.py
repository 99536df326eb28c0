"""What a refused request looks like to its caller."""

from collections.abc import AsyncIterator
from typing import Annotated, Literal
from uuid import UUID

import httpx
import pytest
from fastapi import APIRouter
from psycopg.errors import InvalidCursorName, TransactionTimeout
from pydantic import BaseModel, ConfigDict, Field
from sqlalchemy.exc import InternalError, OperationalError

from guichet.kit.errors import Conflict, TooMany


class Address(BaseModel):
    model_config = ConfigDict(extra="forbid")

    mail: Annotated[str, Field(min_length=3, max_length=8)]
    kind: Literal["home", "work"] = "home"


class Person(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str
    age: Annotated[int, Field(ge=18)] = 20
    addresses: list[Address] = []


async def test_a_refusal_is_a_problem_document_in_the_callers_language(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.get("/slow")
    async def slow() -> None:
        raise TooMany(12)

    answer = await client.get("/slow", headers={"Accept-Language": "de, fr-RE;q=0.8, en;q=0.4"})

    assert answer.status_code == 429
    assert answer.headers["content-type"] == "application/problem+json"
    assert answer.headers["retry-after"] == "12"
    problem = answer.json()
    assert problem["code"] == "too_many"
    assert problem["type"] == "urn:guichet:problem:too_many"
    assert problem["detail"] == "Trop de requêtes. Réessayez dans 12 secondes."
    assert problem["params"] == {"retry_after": 12}


async def test_validation_errors_name_the_field_by_pointer(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.post("/people/{identity}")
    async def make(identity: UUID, body: Person, limit: int = 1) -> None: ...

    sent = {
        "age": 3,
        "addresses": [{"mail": "x", "kind": "moon"}, {"mail": "123456789", "a/b": 1}],
    }
    answer = await client.post("/people/no-id?limit=many", json=sent)

    assert answer.status_code == 422
    found = {(f["in"], f["pointer"], f["code"]) for f in answer.json()["faults"]}
    assert found == {
        ("path", "identity", "not_an_id"),
        ("query", "limit", "not_a_whole_number"),
        ("body", "name", "required"),
        ("body", "age", "too_small"),
        ("body", "addresses/0/mail", "too_short"),
        ("body", "addresses/0/kind", "not_one_of"),
        ("body", "addresses/1/mail", "too_long"),
        ("body", "addresses/1/a~1b", "unknown_field"),
    }
    details = {f["pointer"]: f["detail"] for f in answer.json()["faults"]}
    assert details["age"] == "This must not be below 18."
    assert details["addresses/0/kind"] == "This must be one of: 'home', 'work'."


async def test_broken_json_is_told_as_such(client: httpx.AsyncClient, router: APIRouter) -> None:
    @router.post("/people")
    async def make(body: Person) -> None: ...

    answer = await client.post(
        "/people", content=b'{"name":', headers={"Content-Type": "application/json"}
    )

    assert answer.status_code == 422
    assert [f["code"] for f in answer.json()["faults"]] == ["not_json"]


async def test_addresses_and_methods_that_do_not_exist_are_problems_too(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.get("/people")
    async def people() -> None: ...

    nowhere = await client.get("/nowhere")
    wrong_method = await client.delete("/people")

    assert (nowhere.status_code, nowhere.json()["code"]) == (404, "not_found")
    assert (wrong_method.status_code, wrong_method.json()["code"]) == (405, "method_not_allowed")
    assert wrong_method.headers["allow"] == "GET"


async def test_a_body_above_the_limit_is_refused(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.post("/people")
    async def make(body: Person) -> None: ...

    answer = await client.post("/people", json={"name": "x" * (1 << 20)})

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


async def test_a_refusal_with_its_own_words_keeps_its_code_and_parameters(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.get("/taken")
    async def taken() -> None:
        raise Conflict(None, by="Ravi Hoareau")

    answer = await client.get("/taken")

    assert answer.status_code == 409
    assert answer.json()["params"] == {"by": "Ravi Hoareau"}


async def test_a_body_that_grows_past_the_limit_while_streaming_is_refused(
    client: httpx.AsyncClient, router: APIRouter
) -> None:
    @router.post("/people")
    async def make(body: Person) -> None: ...

    async def endless() -> AsyncIterator[bytes]:
        for _ in range(20):
            yield b" " * 100_000

    answer = await client.post("/people", content=endless())

    assert (answer.status_code, answer.json()["code"]) == (413, "too_large")


@pytest.mark.parametrize(
    ("fault", "status", "code"),
    [
        (OperationalError("SELECT 1", {}, Exception("server closed it")), 503, "unavailable"),
        (InternalError("COMMIT", {}, TransactionTimeout("lasted too long")), 503, "unavailable"),
        (InternalError("SELECT 1", {}, InvalidCursorName("none of that name")), 500, "broken"),
    ],
    ids=["away", "a transaction that lasted too long", "another fault"],
)
async def test_a_database_that_is_away_or_busy_is_no_fault_of_the_request(
    client: httpx.AsyncClient, router: APIRouter, fault: Exception, status: int, code: str
) -> None:
    @router.get("/rows")
    async def rows() -> None:
        raise fault

    answer = await client.get("/rows")

    assert (answer.status_code, answer.json()["code"]) == (status, code)
