"""Whether a JSON value fits a schema: as much of JSON Schema as the golden files have.

Keywords whose values are of a wrong kind say nothing, as for the reference; nullable is OpenAPI's.
"""

TYPES = {
    "object": lambda value: isinstance(value, dict),
    "array": lambda value: isinstance(value, list),
    "string": lambda value: isinstance(value, str),
    "number": lambda value: isinstance(value, (int, float)) and not isinstance(value, bool),
    "integer": lambda value: (isinstance(value, int) and not isinstance(value, bool)) or (isinstance(value, float) and value.is_integer()),
    "boolean": lambda value: isinstance(value, bool),
    "null": lambda value: value is None,
}


def fits(value, schema):
    if not isinstance(schema, dict):
        return True
    if value is None and schema.get("nullable") is True:
        return True
    return all(check(value, schema) for check in (fits_values, fits_type, fits_alternatives, fits_members, fits_items))


def fits_values(value, schema):
    if isinstance(schema.get("enum"), list) and schema["enum"] and value not in schema["enum"]:
        return False
    return "const" not in schema or value == schema["const"]


def fits_type(value, schema):
    types = schema.get("type")
    known = [name for name in (types if isinstance(types, list) else [types]) if isinstance(name, str) and name in TYPES]
    return not known or any(TYPES[name](value) for name in known)


def fits_alternatives(value, schema):
    for keyword, holds in (("oneOf", any), ("anyOf", any), ("allOf", all)):
        schemas = schema.get(keyword)
        if isinstance(schemas, list) and schemas and not holds(fits(value, each) for each in schemas):
            return False
    return True


def fits_members(value, schema):
    if not isinstance(value, dict):
        return True
    properties = schema["properties"] if isinstance(schema.get("properties"), dict) else {}
    required = schema["required"] if isinstance(schema.get("required"), list) else []
    if any(isinstance(key, str) and key not in value for key in required):
        return False
    others = schema.get("additionalProperties", True)
    return all(fits(each, properties[key]) if key in properties else others is not False and fits(each, others) for key, each in value.items())


def fits_items(value, schema):
    return not isinstance(value, list) or all(fits(each, schema.get("items")) for each in value)
