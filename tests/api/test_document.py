"""The document of the API: complete, exemplified, and what is published is what is served."""

import json
from collections.abc import Iterator
from typing import Any

import pytest
from jsonschema import Draft202012Validator  # type: ignore[import-untyped]  # it has none
from openapi_spec_validator import validate

from scripts import openapi
from scripts.generated import stale

NOT_KEYED = {
    "test_hook": "each call is one more test, and leaves nothing behind",
    "sign_in": "opens a session; a repeat opens another, and the first runs out",
    "prove_second_factor": "the code is used up by the first",
    "change_password": "the present password it asks for is another one after the first",
    "begin_totp": "gives another secret, and only the one that is confirmed counts",
    "confirm_totp": "the code is used up by the first",
    "renew_recovery_codes": "the code it asks for is used up by the first",
    "begin_passkey_sign_in": "gives a fresh challenge",
    "sign_in_with_passkey": "the challenge is used up by the first",
    "ask_password_reset": "202 always; a repeat sends at most one more mail",
    "confirm_password_reset": "the token is used up by the first",
    "preview_invitation": "changes nothing",
    "accept_invitation": "the token is used up by the first",
    "upload_file": "a file that no message names is forgotten after a day",
    "add_events": "each event has the sender's own id: told again it is kept once",
    "check_numbers": "asks about numbers; what is known is given again",
    "try_route": "tries settings and changes nothing",
    "preview_campaign": "counts and changes nothing",
    "send_campaign": "sent already to as many people by the same person, it is shown as it stands",
    "cancel_campaign": "ended already, it is shown as it stands",
    "trigger_campaign": "its body holds a key: the same again is shown the run of the first",
}
"""POSTs that keep no answer for a key, for they prove who somebody is, often before a key has an
owner, or open transactions of their own; and why a repeat is harmless.
"""

Operation = tuple[str, dict[str, Any]]


def operations(document: dict[str, Any]) -> Iterator[Operation]:
    """Every operation with its method."""
    for path in document["paths"].values():
        for method in ("get", "post", "put", "patch", "delete"):
            if method in path:
                yield method, path[method]


def bodies(operation: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    """Every JSON body sent or answered, and where; a file's bytes have no shape to exemplify."""
    for kind, media in operation.get("requestBody", {}).get("content", {}).items():
        if "json" in kind:
            yield "request", media
    for status, response in operation["responses"].items():
        for kind, media in response.get("content", {}).items():
            if "json" in kind:
                yield status, media


def examples(media: dict[str, Any]) -> list[Any]:
    """The examples of a body."""
    named = [example["value"] for example in media.get("examples", {}).values()]
    return [media["example"], *named] if "example" in media else named


def test_the_document_is_sound(document: dict[str, Any]) -> None:
    validate(json.loads(json.dumps(document)))
    assert document["openapi"].startswith("3.1")


def test_what_is_published_is_up_to_date() -> None:
    assert not stale(openapi.texts()), "run python scripts/openapi.py and commit"


def test_every_operation_says_what_it_does(document: dict[str, Any]) -> None:
    for method, operation in operations(document):
        assert operation["tags"], operation["operationId"]
        assert operation.get("description") or operation.get("summary"), operation["operationId"]
        assert operation["operationId"].isidentifier(), (method, operation["operationId"])


def test_every_subject_is_described(document: dict[str, Any]) -> None:
    assert [tag["name"] for tag in document["tags"] if not tag["description"]] == []


def test_every_body_has_an_example_that_fits_its_schema(document: dict[str, Any]) -> None:
    unfit = []
    for _, operation in operations(document):
        for place, media in bodies(operation):
            shown = examples(media)
            if not shown:
                unfit.append(f"{operation['operationId']} {place}: none")
            schema = {"components": document["components"], **media["schema"]}
            validator = Draft202012Validator(schema)
            unfit += [
                f"{operation['operationId']} {place}: {error.message[:200]}"
                for example in shown
                for error in validator.iter_errors(example)
            ]
    assert unfit == []


def test_every_refusal_is_a_problem_document(document: dict[str, Any]) -> None:
    for _, operation in operations(document):
        for status, response in operation["responses"].items():
            if int(status) >= 400:
                assert list(response["content"]) == ["application/problem+json"], (
                    operation["operationId"],
                    status,
                )


def test_every_post_honours_a_key_or_is_named_with_its_reason(document: dict[str, Any]) -> None:
    posts = [operation for method, operation in operations(document) if method == "post"]
    unkeyed = {
        operation["operationId"]
        for operation in posts
        if "Idempotency-Key" not in [p["name"] for p in operation["parameters"]]
    }
    assert unkeyed - NOT_KEYED.keys() == set()


@pytest.mark.parametrize("name", ["Problem", "Fault"])
def test_the_shape_of_a_refusal_is_part_of_the_document(
    name: str, document: dict[str, Any]
) -> None:
    assert name in document["components"]["schemas"]
