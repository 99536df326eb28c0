"""Refusals as problem documents (RFC 9457), in the caller's language."""

from collections.abc import Mapping
from http import HTTPStatus
from typing import Annotated, Any, Literal

import structlog
from fastapi import FastAPI, Request, Response
from fastapi.exceptions import RequestValidationError
from pydantic import BaseModel, Field
from sqlalchemy.exc import InterfaceError, InternalError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeoutError
from starlette.exceptions import HTTPException

from guichet.kit.db.faults import lasted_too_long
from guichet.kit.errors import (
    FieldFault,
    Invalid,
    NotFound,
    Refusal,
    TooLarge,
    TooMany,
    Unavailable,
)
from guichet.kit.http.caller import language_of
from guichet.kit.http.faults import faults_of
from guichet.kit.i18n import DEFAULT_LANGUAGE, Language, sentence

DATABASE_AWAY = (OperationalError, InterfaceError, PoolTimeoutError)


def is_away(fault: Exception) -> bool:
    """Whether the database does not answer, or not in time. It ends a transaction that lasts too
    long by a fault of another class than a statement's.
    """
    return isinstance(fault, DATABASE_AWAY) or lasted_too_long(fault)


_log = structlog.get_logger(__name__)

PROBLEM_TYPE = "application/problem+json"


class Fault(BaseModel):
    """One thing wrong with one part of the request."""

    place: Annotated[
        Literal["body", "query", "path", "header"],
        Field(serialization_alias="in", description="Which part of the request."),
    ] = "body"
    pointer: Annotated[
        str,
        Field(description="JSON pointer without the leading slash, or the parameter's name."),
    ]
    code: Annotated[str, Field(description="Stable code.")]
    detail: Annotated[str, Field(description="The same in the caller's language.")]
    params: dict[str, str | int] = Field(default_factory=dict)


class Problem(BaseModel):
    """Why the request was not served (RFC 9457)."""

    type: Annotated[str, Field(description="`urn:guichet:problem:<code>`.")]
    title: Annotated[str, Field(description="The HTTP status in words.")]
    status: int
    detail: Annotated[str, Field(description="What to do, in the caller's language.")]
    code: Annotated[str, Field(description="Stable code: decide by this, not by `detail`.")]
    params: dict[str, str | int] = Field(default_factory=dict)
    faults: list[Fault] = Field(default_factory=list)
    request_id: Annotated[str | None, Field(description="Quote it when asking for help.")] = None


def problem_of(refusal: Refusal, language: Language, request_id: str | None = None) -> Problem:
    """The document for ``refusal``."""
    return Problem(
        type=f"urn:guichet:problem:{refusal.code}",
        title=HTTPStatus(refusal.status).phrase,
        status=refusal.status,
        detail=sentence(language, f"refusal.{refusal.code}", refusal.params),
        code=refusal.code,
        params=dict(refusal.params),
        faults=[_fault(fault, language) for fault in refusal.faults],
        request_id=request_id,
    )


def answer(problem: Problem, headers: Mapping[str, str] | None = None) -> Response:
    """``problem`` as a response."""
    body = problem.model_dump_json(by_alias=True)
    return Response(body, problem.status, headers, PROBLEM_TYPE)


def refuse(request: Request, refusal: Refusal) -> Response:
    """The response to a request that was refused."""
    request_id: str | None = request.scope.get("guichet.request_id")
    return answer(problem_of(refusal, language_of(request), request_id), _headers(refusal))


def install(app: FastAPI) -> None:
    """Let every refusal, also those of the framework, leave ``app`` as a problem document."""
    app.add_exception_handler(Refusal, _on_refusal)
    app.add_exception_handler(RequestValidationError, _on_validation)
    app.add_exception_handler(HTTPException, _on_framework)
    for away in (*DATABASE_AWAY, InternalError):
        app.add_exception_handler(away, _on_database_fault)


def refusals(*expected: Refusal) -> dict[int | str, dict[str, Any]]:
    """The refusals an operation documents, each with its example:
    ``responses=refusals(NotFound(), Conflict("already_taken", agent="Ravi Hoareau"))``.
    """
    responses: dict[int | str, dict[str, Any]] = {}
    for refusal in expected:
        shown = problem_of(refusal, DEFAULT_LANGUAGE, "0199b2c4e8a17d3f")
        response = responses.setdefault(refusal.status, _response(refusal.status))
        examples = response["content"][PROBLEM_TYPE]["examples"]
        examples[refusal.code] = {"value": shown.model_dump(by_alias=True)}
    return responses


def _response(status: int) -> dict[str, Any]:
    reference = {"$ref": "#/components/schemas/Problem"}
    return {
        "description": HTTPStatus(status).phrase,
        "content": {PROBLEM_TYPE: {"schema": reference, "examples": {}}},
    }


async def _on_refusal(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, Refusal)
    return refuse(request, fault)


async def _on_validation(request: Request, fault: Exception) -> Response:
    assert isinstance(fault, RequestValidationError)
    return refuse(request, Invalid(None, faults_of(fault.errors())))


async def _on_database_fault(request: Request, fault: Exception) -> Response:
    """The database does not answer, or not in time: nothing is wrong with the request.

    :raises Exception: ``fault``, when it is another one
    """
    if not is_away(fault):
        raise fault
    _log.warning("http.database_away", problem=str(fault).splitlines()[0])
    return refuse(request, Unavailable())


async def _on_framework(request: Request, fault: Exception) -> Response:
    """Refusals of Starlette: no such route, method not allowed, body too large or unreadable."""
    assert isinstance(fault, HTTPException)
    answered = refuse(request, _FRAMEWORK.get(fault.status_code, Unreadable)())
    answered.headers.update(fault.headers or {})
    return answered


class Unreadable(Refusal):
    """The request is not HTTP as we speak it: see the API's documentation."""

    status = 400
    default_code = "unreadable"


class MethodNotAllowed(Refusal):
    """The address exists, the method does not: see the header ``Allow``."""

    status = 405
    default_code = "method_not_allowed"


_FRAMEWORK: Mapping[int, type[Refusal]] = {
    400: Unreadable,
    404: NotFound,
    405: MethodNotAllowed,
    413: TooLarge,
}


def _headers(refusal: Refusal) -> dict[str, str]:
    return {"Retry-After": str(refusal.retry_after)} if isinstance(refusal, TooMany) else {}


def _fault(fault: FieldFault, language: Language) -> Fault:
    return Fault(
        place=fault.place,
        pointer=fault.pointer,
        code=fault.code,
        detail=sentence(language, f"fault.{fault.code}", fault.params),
        params=dict(fault.params),
    )
