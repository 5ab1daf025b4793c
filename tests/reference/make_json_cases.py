"""Makes cases of unusual and wrong JSON, with what the reference makes of each.

    TIKTOKEN_ENCODINGS_BASE=<folder with o200k_base.tiktoken> python make_json_cases.py OUT [--seed N] [--scale X]

Valid messages and conversations are changed: some in their structure (a key left out, repeated or renamed, a value of
another type, an array in place of an object, nesting around the limit), some in their spelling (escapes, numbers, white
space), some in their text (cut off, a character more or less). A case counts as right when the same texts are refused
and the others have the same ids.
"""
import argparse, json, os, random, sys
from make_golden import LOOKUP, NOARGS, PROPS, RAW, WEATHER, attempt, dev, line, msg, random_schema, rendered, sys_content, tools

MAX_DEPTH = 127  # of arrays and objects in each other, in serde_json


class Raw(str):
    """A value that stands in the text as it is spelled here."""


class Obj(list):
    """An object: [key, value] pairs in order, so that a key may stand twice."""

    def keys(self):
        return [k for k, _ in self]


# What a structure looks like as an array: all fields, in the order in which the reference declares them.
FIELDS = {
    "messages": ["messages"],
    "role": ["role", "name", "recipient", "content", "channel", "content_type"],
    "text": ["type", "text"],
    "instructions": ["type", "instructions", "tools"],
    "model_identity": ["type", "model_identity", "reasoning_effort", "tools", "conversation_start_date", "knowledge_cutoff", "channel_config"],
    "valid_channels": ["valid_channels", "channel_required"],
    "parameters": ["name", "description", "parameters"],
    "tools": ["name", "description", "tools"],
}
NAMES = sorted({name for names in FIELDS.values() for name in names} | {"author", "properties", "required", "enum", "oneOf", "default", "items", "description"})
VARIANTS = ["user", "assistant", "system", "developer", "tool", "text", "system_content", "developer_content", "Low", "Medium", "High"]
NUMBERS = ["0", "1", "2", "3", "4", "-1", "-0", "1.0", "-0.0", "1.5", "255", "256", "9007199254740993", "9223372036854775807", "9223372036854775808", "-9223372036854775808",
           "-9223372036854775809", "18446744073709551615", "18446744073709551616", "123456789012345678901234567890", "0.1234567890123456789012345", "1844674407370955161.6", "1e5", "1E+5", "1e-7",
           "1e15", "1e16", "12345678901234567e-3", "5e-324", "2e-324", "1e-400", "1.7976931348623157e308", "1.7976931348623159e308", "1e308", "1e309", "1e400", "-1e400", "0e400", "0e99999999999",
           "1e-99999999999", "1e99999999999", "0.0000001e315", "1" + "0" * 308, "1" + "0" * 309, "0." + "0" * 330 + "1", "4.35", "0.000035", "100e-2", "179769313486231580793728971405301e276"]
WRONG_NUMBERS = ["01", "-", "-01", "1.", ".5", "+1", "1e", "1e+", "0x10", "1_000", "--1", "1.e5", "NaN", "Infinity", "-Infinity", "1,5", "00", "1e5.5", "0e", "١"]
PIECES = ["\\ud83d\\ude00", "\\uD83D\\uDE00", "\\u0000", "\\u001f", "\\u007F", "\\u00e9", "\\uffff", "\\ufffe", "\\/", "\\b\\f\\n\\r\\t", "\\\"", "\\\\", "\\u005c\\u0022", "\\u003C|end|>",
          "\x7f", "\u0085", "\u2028", "\ufeff", "\ufffd", "\U0010ffff", "é", "😀", "<|end|>"]
WRONG_PIECES = ["\\ud800", "\\udc00", "\\ud800\\ud800", "\\ud83d\\u0041", "\\ud83dx", "\\ud83d\\n", "\\udc00\\ud800", "\\'", "\\x41", "\\u12", "\\u12g4", "\\U0041", "\\", "\\u", "\x00", "\x01", "\x1f", "\t", "\n", "\r"]
WORDS = ["null", "true", "false", "nul", "True", "None", "undefined", "''", "'x'", "{", "}", "[", "]", "[,]", "{,}", "[1,]", "{\"a\":1,}", "{\"a\"}", "{\"a\" 1}", "{1:2}", "{null:1}", "{a:1}", "/**/1", "\"", "\"\"\"", "[1 2]", "[1,,2]"]
TRAILING = ["", " ", "\n\r\t ", "}", "]", ",", "null", "{}", "x", "\x00", "//", "/**/", "\u00a0", "\ufeff", "\x0b", "\x0c", "\"\"", "0"]


def pick_odd(r):
    """A value that stands nowhere in a valid text."""
    k = r.random()
    if k < .35:
        return r.choice([None, True, False, "", "x", "text", [], Obj(), [None], [0], [[]], Obj([["a", 1]]), Obj([["", None]]), ["x", "y"], [Obj()], Obj([["type", "text"], ["text", "t"]])])
    if k < .65:
        return number(r)
    if k < .68:
        return Raw(r.choice(WRONG_NUMBERS))
    if k < .71:
        return Raw(r.choice(WORDS))
    if k < .84:
        return odd_string(r, r.choice(["", "text", "name"]))
    if k < .9:
        return Obj([[r.choice(VARIANTS), r.choice([None, Obj(), [], 0])]])
    return nested(r, r.randint(1, 4))


def number(r):
    """A number by JSON's grammar."""
    if r.random() < .4:
        return Raw(r.choice(NUMBERS))
    digits = lambda most: "".join(r.choice("0123456789") for _ in range(r.randint(1, most)))
    most = r.choice([2, 16, 25])
    fraction = "." + digits(most) if r.random() < .6 else ""
    exponent = r.choice("eE") + r.choice(["", "+", "-"]) + digits(r.choice([1, 2, 3])) if r.random() < .4 else ""
    return Raw(r.choice(["", "-"]) + str(int(digits(most))) + fraction + exponent)


def odd_string(r, text):
    """The text with characters or escapes that have to be undone, or to be refused."""
    at = r.randint(0, len(text))
    inside = lambda part: json.dumps(part, ensure_ascii=False)[1:-1]
    pieces = "".join(r.choice(PIECES if r.random() < .8 else WRONG_PIECES) for _ in range(r.choice([1, 1, 1, 2])))
    return Raw('"' + inside(text[:at]) + pieces + inside(text[at:]) + '"')


def nested(r, depth):
    """Arrays and objects, one in the other."""
    value = r.choice([[], Obj(), None, 1, "x"])
    kind = r.random()
    for _ in range(depth - (isinstance(value, list))):
        value = Obj([["a", value]]) if r.random() < kind else [value]
    return value


# ----------------------------------------------------------------------------- structure

def places(holder, depth=0):
    """Each value of a tree, as where it is held, under which index or key, and how deep."""
    for i, item in enumerate(holder):
        value = item[1] if isinstance(holder, Obj) else item
        yield holder, i, value, depth
        if isinstance(value, list):
            yield from places(value, depth + 1)


def put(holder, i, value):
    if isinstance(holder, Obj):
        holder[i][1] = value
    else:
        holder[i] = value


def change_object(r, obj, depth):
    """The members of an object whose values are so deep."""
    k = r.random()
    at = r.randrange(len(obj)) if obj else 0
    if k < .2 and obj:
        del obj[at]
    elif k < .4 and obj:
        key, value = obj[at]
        obj.insert(r.randint(0, len(obj)), [key, r.choice([value, value, None, pick_odd(r)])])
    elif k < .55 and obj:
        key = obj[at][0]
        obj[at][0] = r.choice([r.choice(NAMES), key.upper(), key + " ", " " + key, key[:-1], "", "type", key + "\x00"])
    elif k < .65 and obj:
        obj[at][0] = odd_string(r, obj[at][0])
    elif k < .7:
        r.shuffle(obj)
    else:
        key = r.choice(["extra", "extra", "x", "", "id", r.choice(NAMES), "$serde_json::private::Number", "$serde_json::private::RawValue"])
        value = nested(r, MAX_DEPTH - depth + r.choice([-1, 0, 0, 1, 1, 2, 300])) if r.random() < .3 else pick_odd(r)
        obj.insert(r.randint(0, len(obj)), [key, value])


def as_array(r, obj):
    """The structure as an array of its fields; sometimes one too few, one too many, or in another order."""
    names = next((names for mark, names in FIELDS.items() if mark in obj.keys()), obj.keys())
    values = dict(map(tuple, ((str(k), v) for k, v in obj)))
    items = [values.get(name) for name in names]
    k = r.random()
    if k < .1:
        items = items[:-1]
    elif k < .2:
        items.append(pick_odd(r))
    elif k < .25:
        r.shuffle(items)
    return items


def change_value(r, holder, i, value, depth):
    k = r.random()
    if isinstance(value, str) and not isinstance(value, Raw) and value in VARIANTS and k < .5:
        put(holder, i, r.choice([Obj([[value, None]]), Obj([[value, Obj()]]), Obj([[value, []]]), Obj([[value, 0]]), Obj([[value, None], ["x", None]]), Obj(), [value], r.choice(VARIANTS), value.upper(), Raw(r.choice(NUMBERS[:8])), odd_string(r, value)]))
    elif isinstance(value, Obj) and k < .3:
        put(holder, i, as_array(r, value))
    elif isinstance(value, Obj) and k < .75:
        change_object(r, value, depth + 1)
    elif isinstance(value, list) and not isinstance(value, Obj) and k < .4 and value:
        at = r.randrange(len(value))
        if r.random() < .5:
            del value[at]
        else:
            value.insert(r.randint(0, len(value)), r.choice([value[at], pick_odd(r)]))
    elif isinstance(value, str) and not isinstance(value, Raw) and k < .4:
        put(holder, i, odd_string(r, value))
    elif k < .9:
        put(holder, i, pick_odd(r))
    else:
        put(holder, i, r.choice([[value], Obj([["x", value]]), [value, value], nested(r, max(1, MAX_DEPTH - depth + r.randint(-2, 2)))]))


def change_numbers(r, root):
    for holder, i, value, _ in list(places(root)):
        if isinstance(value, (int, float)) and not isinstance(value, bool):
            put(holder, i, number(r))


def change_tree(r, root):
    if isinstance(root[0], Obj) and r.random() < .15:
        return change_object(r, root[0], 1)  # where unknown keys are passed over in another way than further inside
    everywhere = list(places(root))
    # Often near the root: there are few structures, and many values in schemas below them.
    highest = r.choice([4, 6, 8, MAX_DEPTH, MAX_DEPTH, MAX_DEPTH])
    change_value(r, *r.choice([place for place in everywhere[r.random() < .95:] if place[3] <= highest] or everywhere))


# ----------------------------------------------------------------------------- spelling

def spell(r, value, style):
    """The text of a tree: plain, or with escapes that need not be and white space wherever it may stand."""
    space = lambda: r.choice(["", "", "", " ", "\n", "\t", "\r\n  "]) if style else ""
    if isinstance(value, Raw):
        return value
    if isinstance(value, Obj):
        return "{" + space() + ",".join(space() + spell(r, k, style) + space() + ":" + space() + spell(r, v, style) + space() for k, v in value) + "}"
    if isinstance(value, list):
        return "[" + space() + ",".join(space() + spell(r, v, style) + space() for v in value) + "]"
    text = json.dumps(value, ensure_ascii=r.random() < .3 if style else False)
    if style and isinstance(value, str) and value.isascii() and value.isprintable() and r.random() < .1:
        text = '"' + "".join(f"\\u{ord(c):04x}" if r.random() < .5 else f"\\u{ord(c):04X}" for c in value) + '"'
    return text


def change_text(r, text):
    k = r.random()
    at = r.randrange(len(text)) if text else 0
    if k < .2:
        return text[:at]
    if k < .4:
        return text[:at] + text[at + 1:]
    if k < .6:
        return text[:at] + r.choice(["{", "}", "[", "]", ",", ":", "\"", "\\", "0", "-", ".", "e", " ", "\n", "\x00", "\x1f", "\u00a0", "\u2028", "\ufeff", "'", "/"]) + text[at + (r.random() < .5):]
    if k < .7:
        return r.choice(TRAILING) + text
    return text + r.choice(TRAILING)


# ----------------------------------------------------------------------------- cases

def small_text(r):
    return r.choice(["", "x", "Hi", "Hello there.", "a\nb", "é😀", "<|end|>", "{\"a\":1}", "tab\there", "quote \" and \\"])


def toolset(r):
    described = {"name": "f", "description": small_text(r), "parameters": random_schema(r)}
    numbers = {"name": "g", "description": "d", "parameters": {"type": "object", "properties": {k: {"type": "number", "default": 0} for k in "abc"}, "required": ["b"]}}
    return r.sample([WEATHER, LOOKUP, NOARGS, described, numbers, {"name": "h", "description": "d", "parameters": r.choice(PROPS)}], r.randint(0, 2))


def small_message(r):
    k = r.random()
    if k < .3:
        effort = r.choice(["Low", "Medium", "High", None])
        channels = r.choice([None, {"valid_channels": ["analysis", "final"], "channel_required": r.random() < .5}])
        custom = r.choice([None, None, tools(*toolset(r), name="zz", description=r.choice([None, "d"]))])
        return msg("system", [sys_content(model_identity=r.choice([None, small_text(r)]), reasoning_effort=effort, channel_config=channels, tools=custom, conversation_start_date=r.choice([None, "2025-06-28"]))])
    if k < .6:
        return msg("developer", [dev(r.choice([None, small_text(r)]), r.choice([None, tools(*toolset(r)), {**tools(*toolset(r)), **tools(*toolset(r), name="db", description="d")}]))])
    role = r.choice(["user", "assistant", "tool"])
    content = r.choice([small_text(r), [{"type": "text", "text": small_text(r)} for _ in range(r.randint(0, 2))]])
    return msg(role, content, name=r.choice([None, "n"]) if role != "tool" else "functions.f", recipient=r.choice([None, None, "assistant", "all", "functions.f"]),
               channel=r.choice([None, "analysis", "commentary", "final"]), content_type=r.choice([None, None, "json", "<|constrain|>json"]))


def changed(r, value):
    root = [json.loads(json.dumps(value), object_pairs_hook=lambda pairs: Obj([list(pair) for pair in pairs]))]
    for _ in range(r.choice([0, 1, 1, 1, 1, 1, 2, 4])):
        change_tree(r, root)
    if r.random() < .3:
        change_numbers(r, root)
    text = spell(r, root[0], style=r.random() < .4)
    return change_text(r, text) if r.random() < .08 else text


def write_messages(path, r, n):
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        for _ in range(n):
            text = changed(r, small_message(r))
            flag = r.random() < .3
            ids, e = attempt(lambda: RAW.render(text, {"conversation_has_function_tools": flag}))
            f.write(line(message_text=text, conversation_has_function_tools=flag, ids=ids, error=e) + "\n")


def write_conversations(path, r, n):
    with open(path, "w", encoding="utf-8", newline="\n") as f:
        for i in range(n):
            text = changed(r, {"messages": [small_message(r) for _ in range(r.randint(0, 3))]})
            f.write(line(name=f"changed-{i}", conversation_text=text, **rendered(text)) + "\n")


def main():
    sys.setrecursionlimit(10_000)  # a text may be nested deeper than Python's own functions may call each other
    ap = argparse.ArgumentParser()
    ap.add_argument("out")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--scale", type=float, default=1)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    write_messages(os.path.join(a.out, "messages.jsonl"), random.Random(f"{a.seed}:json-messages"), int(1500 * a.scale))
    write_conversations(os.path.join(a.out, "conversations.jsonl"), random.Random(f"{a.seed}:json-conversations"), int(500 * a.scale))


if __name__ == "__main__":
    main()
