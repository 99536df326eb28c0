"""The OpenAPI document: FastAPI's own, completed with what holds for all operations.

Problem documents for every refusal, the headers everyone may send, how to prove who calls, and
an example for every body.
"""

from collections.abc import Iterator, Mapping
from typing import Any

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi
from pydantic.json_schema import models_json_schema

from guichet.api.examples import example_of
from guichet.api.operations import Operation
from guichet.kit.errors import (
    Conflict,
    FieldFault,
    Forbidden,
    Invalid,
    NotFound,
    NotSignedIn,
    Refusal,
    TooLarge,
    TooMany,
)
from guichet.kit.http.caller import TENANT_HEADER
from guichet.kit.http.idempotency import HEADER
from guichet.kit.http.problems import PROBLEM_TYPE, Problem, Unreadable, refusals

Document = dict[str, Any]

DESCRIPTION = """\
One hub through which a company and its customers reach each other by any medium.

**Who calls.** A browser sends its session cookie and names the tenant in `Guichet-Tenant`; a
program sends an API key as `Authorization: Bearer gk_...`, which implies its tenant. What belongs
to another tenant answers 404, as if it were not there.

**Refusals** are problem documents (RFC 9457) in the caller's language. Decide by `code`, which is
stable; `faults` name each field by JSON pointer.

**Lists** give `items` and `next_cursor`; send it back as `cursor` to read on.

**Repeats.** A POST that creates or sends takes an `Idempotency-Key`: for 24 hours the same key
with the same body gets the same answer, and nothing is done twice; with another body it is 409.

**Limits** are told in `RateLimit` and `RateLimit-Policy`; above them the answer is 429 with
`Retry-After`. Every answer carries `X-Request-Id`: quote it when asking for help.
"""
TAGS: Mapping[str, str] = {
    "sign-in": "Sign-in, its second factor, passkeys, invitations and password resets.",
    "me": "The signed-in user: profile, sessions, security.",
    "tenant": "The tenant and its settings.",
    "members": "Who belongs to the tenant, and invitations.",
    "desk": "Requests and their messages.",
    "routing": "Why a request went where it went.",
    "routing rules": "Where requests go, by what they bring along; tried and rehearsed.",
    "figures": "What queues and agents came to.",
    "files": "Files of conversations, and which are taken.",
    "messages": "Texts to people, and what became of each.",
    "smpp-accounts": "Accounts by which a company's own systems submit texts by SMPP.",
    "carriers": "Mobile operators, the routes to them, and the rules that choose one.",
    "contacts": "The people who write.",
    "imports": "Contacts and past events from files, and everything taken out.",
    "campaigns": "One text to many: written, sent, followed, set off by events; links and codes.",
    "segments": "Groups of contacts by what they are and did, and lists of them.",
    "numbers": "Numbers and short codes, and which company has which.",
    "received texts": "What telephones wrote to the company's numbers, and what became of it.",
    "stray texts": "Texts from telephones that no company was found for.",
    "consents": "Who must not be written to, in the company and everywhere.",
    "care": "The law, a company's own rules on sending, and the names it sends under.",
    "prices": "What sending costs, what a company may use and what it used.",
    "queues": "Where requests wait, and whom they are offered to as time goes by.",
    "skills": "What agents know and requests may need.",
    "agents": "Who answers what, and how much at once.",
    "presence": "Who is there, ready or not, and why not.",
    "calendars": "When somebody answers.",
    "advice": "What people of all companies ask the platform's operator for.",
    "api-keys": "Keys for programs: hashed, with chosen rights, revocable at once.",
    "audit": "Who saw and changed what, in a chain that shows every alteration.",
    "demo": "In demo mode only.",
    "entitlements": "What a tenant may use, and how much of it.",
    "entry points": "Where requests come in: the tag of a site, a number, a mailbox.",
    "oidc-providers": "Sign-in through a tenant's own OpenID provider.",
    "hooks": "Web hooks: a company's own programs are told of events.",
    "passkeys": "Sign-in without a password.",
    "sessions": "Where somebody is signed in.",
    "support": "Timed access for the platform's support, by the tenant's consent.",
    "platform": "For the operator of the platform.",
}
_METHODS = ("get", "put", "post", "delete", "patch")
_SESSION: dict[str, list[str]] = {"session": []}
_KEY: dict[str, list[str]] = {"key": []}


def document(app: FastAPI, known: Mapping[str, Operation]) -> Document:
    """The complete document of ``app``."""
    found = get_openapi(
        title="Guichet",
        version=app.version,
        description=DESCRIPTION,
        license_info={"name": "Apache-2.0", "identifier": "Apache-2.0"},
        routes=app.routes,
    )
    _complete_components(found)
    for described in _operations_in(found):
        _complete(described, known[described["operationId"]], found["components"]["schemas"])
    used = sorted({tag for described in _operations_in(found) for tag in described["tags"]})
    found["tags"] = [{"name": tag, "description": TAGS.get(tag, "")} for tag in used]
    return found


def _operations_in(found: Document) -> Iterator[dict[str, Any]]:
    for path in found.get("paths", {}).values():
        yield from (path[method] for method in _METHODS if method in path)


def _complete_components(found: Document) -> None:
    components = found.setdefault("components", {})
    schemas: dict[str, Any] = components.setdefault("schemas", {})
    for name in ("HTTPValidationError", "ValidationError"):
        schemas.pop(name, None)
    _, definitions = models_json_schema(
        [(Problem, "serialization")], ref_template="#/components/schemas/{model}"
    )
    schemas.update(definitions["$defs"])
    components["schemas"] = dict(sorted(schemas.items()))
    components["securitySchemes"] = {
        "session": {"type": "apiKey", "in": "cookie", "name": "guichet_session"},
        "key": {"type": "http", "scheme": "bearer", "bearerFormat": "gk_..."},
    }


def _complete(described: dict[str, Any], known: Operation, schemas: Document) -> None:
    described["security"] = [_SESSION, _KEY] if known.signed_in else [{}]
    parameters = described.setdefault("parameters", [])
    parameters += _headers(known)
    for parameter in parameters:
        if not {"example", "examples"} & parameter.keys():
            parameter["example"] = example_of(parameter["schema"], schemas, parameter["name"])
    own = described["responses"]
    if _is_frameworks(own.get("422", {})):
        del own["422"]
    for status, response in refusals(*_expected(described, known)).items():
        _merge(own, str(status), response)
    described["responses"] = dict(sorted(own.items()))
    _fill_examples(described, schemas)


def _headers(known: Operation) -> list[dict[str, Any]]:
    headers = []
    if known.in_tenant:
        text = "The tenant a browser speaks to; an API key implies its own."
        headers.append(_header(TENANT_HEADER, text, {"type": "string", "format": "uuid"}))
    if known.keyed:
        text = "Makes repeats harmless: the same key and body get the same answer for 24 hours."
        headers.append(_header(HEADER, text, {"type": "string", "minLength": 1, "maxLength": 255}))
    return headers


def _header(name: str, text: str, schema: dict[str, Any]) -> dict[str, Any]:
    return {"name": name, "in": "header", "required": False, "description": text, "schema": schema}


def _is_frameworks(response: Mapping[str, Any]) -> bool:
    return "HTTPValidationError" in str(response.get("content"))


def _expected(described: Mapping[str, Any], known: Operation) -> Iterator[Refusal]:
    """The refusals any operation of this kind may give."""
    if known.signed_in:
        yield NotSignedIn()
        yield Forbidden()
    if known.in_tenant or "{" in str(described.get("parameters")):
        yield NotFound()
    if "requestBody" in described:
        yield Unreadable()
        yield TooLarge()
    if described.get("parameters") or "requestBody" in described:
        yield Invalid(None, (FieldFault("name", "required"),))
    if known.keyed:
        yield Conflict("idempotency_key_reused")
    yield TooMany(12)


def _merge(own: dict[str, Any], status: str, response: dict[str, Any]) -> None:
    content = own.setdefault(status, response).setdefault("content", {})
    kept = content.setdefault(PROBLEM_TYPE, response["content"][PROBLEM_TYPE])
    for code, example in response["content"][PROBLEM_TYPE]["examples"].items():
        kept.setdefault("examples", {}).setdefault(code, example)
    content.pop("application/json", None)


def _fill_examples(described: dict[str, Any], schemas: Document) -> None:
    bodies = [described.get("requestBody", {}), *described["responses"].values()]
    for body in bodies:
        for media in body.get("content", {}).values():
            if not {"example", "examples"} & media.keys() and "schema" in media:
                media["example"] = example_of(media["schema"], schemas)
