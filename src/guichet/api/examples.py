"""Examples for the document: the model's own where it has some, else made from its schema. Pure.

A reader learns a shape fastest from a filled one, so no operation is without; what is made here
always fits its schema (a test checks each).
"""

from collections.abc import Mapping
from typing import Any

Schema = Mapping[str, Any]
Schemas = Mapping[str, Schema]

_FORMATS: Mapping[str, str] = {
    "uuid": "0199b2c4-e8a1-7d3f-9c55-0a4f6b1e2d3c",
    "date-time": "2026-03-02T08:00:00Z",
    "date": "2026-03-02",
    "email": "amelie@maison-vanille.example",
    "uri": "https://maison-vanille.example/",
    "binary": "",
    "duration": "PT15M",
}
_NAMES: Mapping[str, str] = {
    "email": "amelie@maison-vanille.example",
    "name": "Amélie Payet",
    "title": "Boutique en ligne",
    "slug": "maison-vanille",
    "zone": "Indian/Reunion",
    "territory": "RE",
    "currency": "EUR",
    "language": "fr",
    "text": "Bonjour, avez-vous encore de la vanille Bourbon ?",
    "password": "vanille-givree-97",
    "code": "492039",
    "address": "192.0.2.7",
    "url": "https://maison-vanille.example/",
    "next_cursor": "WyIyMDI2LTAzLTAyVDA4OjAwOjAwWiJd",
    "cursor": "WyIyMDI2LTAzLTAyVDA4OjAwOjAwWiJd",
}
_DEEPEST = 8


def example_of(schema: Schema, schemas: Schemas, name: str = "", depth: int = 0) -> Any:
    """A value that fits ``schema``; ``schemas`` are the document's named ones."""
    schema = _resolved(schema, schemas)
    if "examples" in schema:
        return _completed(schema["examples"][0], schema, schemas, depth)
    for key in ("example", "const", "default"):
        if schema.get(key) is not None:
            return schema[key]
    if "enum" in schema:
        return schema["enum"][0]
    for union in ("anyOf", "oneOf", "allOf"):
        if union in schema:
            return example_of(_first(schema[union], schemas), schemas, name, depth + 1)
    return _of_type(schema, schemas, name, depth)


def _completed(given: Any, schema: Schema, schemas: Schemas, depth: int) -> Any:
    """A given example with the required properties it leaves out."""
    schema = _resolved(schema, schemas)
    if isinstance(given, list):
        return [_completed(item, schema.get("items", {}), schemas, depth) for item in given]
    if not isinstance(given, dict) or schema.get("type") != "object":
        return given
    properties: Schemas = schema.get("properties", {})
    missing = [key for key in schema.get("required", ()) if key not in given]
    made = {key: example_of(properties[key], schemas, key, depth + 1) for key in missing}
    kept = {
        key: _completed(value, properties.get(key, {}), schemas, depth)
        for key, value in given.items()
    }
    return kept | made


def _of_type(schema: Schema, schemas: Schemas, name: str, depth: int) -> Any:
    kind = schema.get("type")
    if kind == "object":
        return _object(schema, schemas, depth)
    if kind == "array":
        few = depth > _DEEPEST and not schema.get("minItems")
        items = schema.get("items", {})
        return [] if few else [example_of(items, schemas, name, depth + 1)]
    if kind == "string":
        return _string(schema, name)
    if kind in ("integer", "number"):
        return schema.get("minimum", schema.get("exclusiveMinimum", 0) + 1)
    return {"boolean": True, "null": None}.get(str(kind))


def _object(schema: Schema, schemas: Schemas, depth: int) -> dict[str, Any]:
    properties: Schemas = schema.get("properties", {})
    wanted = schema.get("required", ()) if depth > _DEEPEST else properties
    return {key: example_of(properties[key], schemas, key, depth + 1) for key in wanted}


def _string(schema: Schema, name: str) -> str:
    value = _FORMATS.get(schema.get("format", "")) or _NAMES.get(name) or "vanille"
    shortest, longest = schema.get("minLength", 0), schema.get("maxLength", 10_000)
    return value[:longest].ljust(shortest, "x")


def _first(options: list[Schema], schemas: Schemas) -> Schema:
    """The first option that is not null."""
    return next((o for o in options if _resolved(o, schemas).get("type") != "null"), options[0])


def _resolved(schema: Schema, schemas: Schemas) -> Schema:
    while "$ref" in schema:
        schema = schemas[schema["$ref"].rpartition("/")[2]]
    return schema
