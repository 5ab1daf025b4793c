"""The assistant's turns in the golden files, and which of them are well-formed.

A turn is what follows `<|start|>assistant`: messages up to the first that is an answer or a call. It is well-formed if
- each message before the last is analysis or a preamble: the channel analysis or commentary, neither recipient nor content
  type, ended by <|end|>;
- the last is an answer (the channel final, neither recipient nor content type, ended by <|return|> or, as in a history, by
  <|end|>), or a call (the channel analysis or commentary, a recipient that is a tool, before or after the channel, and no
  content type or json or code, marked or not, ended by <|call|>);
- no content has a special token or bytes that are no UTF-8;
- the arguments of a call are a JSON object that fits the tool's schema.
A function that is called but not declared (a stream declares none) is taken for one without parameters. A turn that breaks
off but is well-formed so far is begun: its ids have to be taken, but not as a whole turn.
"""
import base64
import json
import re
from dataclasses import dataclass
from pathlib import Path

from json_schema import fits

RETURN, CONSTRAIN, CHANNEL, START, END, MESSAGE, CALL = 200002, 200003, 200005, 200006, 200007, 200008, 200012
NAMES = {CONSTRAIN: b"<|constrain|>", CHANNEL: b"<|channel|>"}
FIRST_SPECIAL = 199998
ASSISTANT = b"assistant"

THOUGHT = re.compile(r"<\|channel\|>(analysis|commentary)")
ANSWER = re.compile(r"<\|channel\|>final")
TYPE = r"(?: (?:json|code)| ?<\|constrain\|>(?:json|code))?"
RECIPIENT = r" to=([^\s<]+)"
CALLS = [re.compile(rf"{RECIPIENT}<\|channel\|>(?:analysis|commentary){TYPE}"),
         re.compile(rf"<\|channel\|>(?:analysis|commentary){RECIPIENT}{TYPE}")]
FUNCTION = re.compile(r"functions\.[\w.-]+")

TOKENS = {}
for line in open(Path(__file__).parent.parent.parent / "vocabulary/o200k_base.tiktoken", "rb"):
    token, rank = line.split()
    TOKENS[int(rank)] = base64.b64decode(token)


@dataclass
class Turn:
    file: str
    name: str
    kind: str           # well-formed, begun, or why it is neither
    conversation: dict  # one that declares its tools
    orders: list        # its ids, with the header of the call in either order


@dataclass
class Message:
    header: list
    content: list
    end: int | None


def golden_turns(data):
    """Each turn of each file once."""
    seen = set()
    for file, name, tools, ids in assistant_ids(data):
        for messages in split_turns(ids):
            turn = judge(file, name, tools, messages)
            key = (file, json.dumps(turn.conversation), tuple(turn.orders[0]))
            if key not in seen:
                seen.add(key)
                yield turn


def assistant_ids(data):
    """The ids after `<|start|>assistant`, with the tools that are declared where they stand."""
    for folder in ("", "oss/"):
        for file in ("parse.jsonl", "conversations.jsonl", "chat.jsonl", "messages.jsonl"):
            path = data / (folder + file)
            if not path.exists():
                continue
            for number, line in enumerate(open(path, encoding="utf-8"), 1):
                case = json.loads(line)
                name = f"{folder}{file}:{number}"
                if file == "parse.jsonl":
                    if case.get("role") == "assistant" and case["strict"] and not case["error"]:
                        yield folder + file, name, {}, case["ids"]
                    continue
                conversation = case.get("conversation") or {"messages": []}
                tools = declared_tools(conversation)
                for key in ("conversation_keep", "conversation_drop", "training_keep", "training_drop", "ids"):
                    for run in assistant_runs(case.get(key) or []):
                        yield folder + file, name, tools, run


def declared_tools(conversation):
    tools = {}
    for message in conversation["messages"]:
        contents = message["content"] if isinstance(message.get("content"), list) else []
        for content in contents:
            for namespace in (content.get("tools") or {}).values():
                if not namespace.get("tools"):
                    tools[namespace["name"]] = None
                for tool in namespace.get("tools") or []:
                    tools.setdefault(f"{namespace['name']}.{tool['name']}", tool.get("parameters"))
    return tools


def assistant_runs(ids):
    """The ids of each run of the assistant's messages, without the first `<|start|>assistant`."""
    run = None
    for start, stop in message_bounds(ids):
        text = text_of(ids[start + 1:stop], "replace")
        if re.match(r"assistant(?=[ <])", text):
            run = run + ids[start:stop] if run is not None else skip_role(ids[start + 1:stop])
        else:
            if run:
                yield run
            run = None
    if run:
        yield run


def message_bounds(ids):
    starts = [i for i, token in enumerate(ids) if token == START]
    return list(zip(starts, [*starts[1:], len(ids)]))


def skip_role(ids):
    """Leaves out the tokens of the role: it is a part of its own, so that no other begins inside of a token."""
    length = 0
    for count, token in enumerate(ids, 1):
        length += len(TOKENS[token])
        if length >= len(ASSISTANT):
            return ids[count:]
    return []


def split_turns(ids):
    """The messages of each turn: it ends with its first answer or call."""
    turn = []
    rest = list(ids)
    while rest:
        message, rest = read_message(rest)
        turn.append(message)
        header = text_of(message.header, "replace")
        if not THOUGHT.fullmatch(header):
            yield turn
            turn = []
        if rest and (rest[0] != START or not text_of(rest[1:], "replace").startswith("assistant")):
            # What follows is no message of the assistant's: it spoils the message before it.
            message.end = None
            message.content = message.content + rest
            rest = []
            if not turn:
                return
        elif rest:
            rest = skip_role(rest[1:])
    if turn:
        yield turn


def read_message(ids):
    header = []
    rest = list(ids)
    while rest and rest[0] != MESSAGE:
        header.append(rest.pop(0))
    content = []
    rest = rest[1:] if rest else [None]
    if rest == [None]:
        return Message(header, [None], None), []
    while rest and rest[0] not in (END, RETURN, CALL):
        content.append(rest.pop(0))
    return Message(header, content, rest.pop(0) if rest else None), rest


def text_of(ids, errors="strict"):
    return b"".join(NAMES.get(token) or TOKENS.get(token, b"<|?|>") for token in ids if token is not None).decode("utf-8", errors)


def judge(file, name, tools, messages):
    tools = dict(tools)
    kind = "well-formed"
    call = None
    for number, message in enumerate(messages):
        last = number == len(messages) - 1
        kind, call = judge_message(message, last, tools)
        if kind != "well-formed":
            break
    orders = [ids_of(messages)]
    if kind == "well-formed" and call:
        orders.append(ids_of(messages, swaps=True))
    return Turn(file, name, kind, conversation_with(tools), orders)


def judge_message(message, last, tools):
    header = text_of(message.header, "replace")
    if any(token is None or token >= FIRST_SPECIAL for token in message.content):
        return "no message, or a special token in a content", None
    try:
        content = text_of(message.content)
    except UnicodeDecodeError:
        return ("begun" if message.end is None and valid_start(message.content) else "content that is no UTF-8"), None
    if THOUGHT.fullmatch(header) or ANSWER.fullmatch(header):
        ends = (END,) if THOUGHT.fullmatch(header) else (END, RETURN)
        if message.end is None:
            return "begun", None
        if message.end not in ends:
            return "the wrong end", None
        return ("begun" if last and THOUGHT.fullmatch(header) else "well-formed"), None
    match = next((found for form in CALLS if (found := form.fullmatch(header))), None)
    if not match:
        return "a header of another form", None
    return judge_call(match.group(1), content, message, tools), match.group(1)


def judge_call(recipient, content, message, tools):
    if recipient not in tools:
        if not FUNCTION.fullmatch(recipient) and recipient != "python":
            return "a call to what is no tool"
        tools[recipient] = None
    if message.end is not None and message.end != CALL:
        return "the wrong end"
    if recipient != "python":
        try:
            arguments = json.loads(content)
        except ValueError:
            return "arguments that are no JSON"
        if not isinstance(arguments, dict) or not fits(arguments, tools[recipient]):
            return "arguments against the schema"
    return "begun" if message.end is None else "well-formed"


def valid_start(ids):
    """Whether bytes are UTF-8 but for a character at their end that is not whole."""
    data = b"".join(TOKENS[token] for token in ids)
    return any(is_valid(data[:len(data) - cut]) for cut in range(1, min(4, len(data) + 1)))


def is_valid(data):
    try:
        data.decode("utf-8")
        return True
    except UnicodeDecodeError:
        return False


def ids_of(messages, swaps=False):
    ids = []
    for number, message in enumerate(messages):
        header = swapped(message.header) if swaps and number == len(messages) - 1 else message.header
        ids += ([START, *ROLE] if number else []) + header
        ids += [] if message.content == [None] else [MESSAGE, *message.content]
        ids += [] if message.end is None else [message.end]
    return ids


ROLE = [rank for rank, token in TOKENS.items() if token == ASSISTANT]


def swapped(header):
    """The same header with the channel on the other side of the recipient."""
    text = text_of(header)
    channel = header.index(CHANNEL)
    name = next(i for i in range(channel + 1, len(header) + 1) if re.fullmatch(r"analysis|commentary", text_of(header[channel + 1:i])))
    marker, rest = header[channel:name], header[name:]
    if channel > 0:
        return marker + header[:channel] + rest
    length = len(re.match(RECIPIENT, text_of(rest)).group(0).encode())
    recipient = next(i for i in range(len(rest) + 1) if len(text_of(rest[:i], "replace").encode()) == length)
    return rest[:recipient] + marker + rest[recipient:]


def conversation_with(tools):
    """A conversation that declares tools, each namespace as a developer message of its own."""
    messages = []
    for recipient, parameters in tools.items():
        namespace, _, tool = recipient.partition(".")
        described = {"name": namespace, "tools": []}
        if tool:
            described["tools"] = [{"name": tool, "description": "", **({} if parameters is None else {"parameters": parameters})}]
        messages.append({"role": "developer", "content": [{"type": "developer_content", "tools": {namespace: described}}]})
    return {"messages": messages}
