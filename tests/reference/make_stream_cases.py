"""Makes streams of ids, most of them wrong in some way, with what the reference makes of each.

    TIKTOKEN_ENCODINGS_BASE=<folder with o200k_base.tiktoken> python make_stream_cases.py OUT [--seed N] [--scale X]

A stream is messages put together from pieces of headers and contents, or a known stream, changed in some places. It is
read strictly and not, and to its end, whatever is refused: `after` holds what came after the first refusal.
"""
import argparse, json, os, random
from make_golden import E, HAND_STREAMS, RAW, WHOLE_STREAMS, _PyStreamableParser, attempt, line, random_stream, random_text

START, CHANNEL, CONSTRAIN, MESSAGE, STOPS = 200006, 200005, 200003, 200008, [200002, 200007, 200012]
ROLES = ["user", "assistant", "system", "developer", "tool"]
OUTSIDE = [201089, 300000, 2 ** 31 - 1, 2 ** 31, 2 ** 32 - 1]

# Unicode's white space, ASCII's among it, and what only looks like it.
WHITE = [" "] * 8 + ["\t", "\n", "\r", "\x0b", "\x0c", "\u0085", "\u00a0", "\u1680", "\u2000", "\u2007", "\u200a", "\u2028", "\u2029", "\u202f", "\u205f", "\u3000"]
LOOKALIKES = ["\x1c", "\x1f", "\u200b", "\u180e", "\ufeff", "\u2060"]
NAMES = ROLES + ["functions.f", "python", "browser.search", "bot", "user:bob", "Assistant", "json", "code", "final", "analysis", "commentary", "é", "中😀", "<", ">", "|", "<|", "a<b", "all", "to", "=", ""]
SPELLED = ["<|channel|>", "<|channel|>final", "<|constrain|>", "<|constrain|>json", "<|message|>", "<|start|>", "<|end|>", "<|chan", "nel|>", "<|constrai"]

BYTES = {bytes(RAW.decode_bytes([i])): i for i in range(256)}


def is_broken(i):
    try:
        bytes(RAW.decode_bytes([i])).decode("utf-8")
        return False
    except UnicodeDecodeError:
        return True


BROKEN = [i for i in range(256, 199998) if is_broken(i)]  # tokens of more than one byte that cut through characters


def loose(text):
    """A text byte by byte, so that characters come over several ids."""
    return [BYTES[bytes([b])] for b in text.encode("utf-8")]


def broken(r):
    k = r.random()
    if k < .4:
        return [BYTES[bytes([r.choice([0x80, 0xbf, 0xc0, 0xc2, 0xdf, 0xe0, 0xa0, 0xed, 0xef, 0xf0, 0x90, 0xf4, 0x8f, 0xf5, 0xff, 0x41, 0x20])])] for _ in range(r.randint(1, 5))]
    if k < .7:
        return [r.choice(BROKEN) for _ in range(r.randint(1, 3))]
    return loose(r.choice("é中😀\u3000\u00a0"))[:r.randint(1, 4)]


def space(r):
    return r.choice(LOOKALIKES) if r.random() < .06 else r.choice(WHITE)


def header_piece(r):
    k = r.random()
    if k < .3:
        return [CHANNEL] + RAW.encode(r.choice(["analysis", "commentary", "final", "final", r.choice(NAMES)]), [])
    if k < .42:
        return RAW.encode(r.choice([" to=functions.f", " to=python", "to=", "to=to=x", "to=f", " to= f", "to=\u00a0f", "To=f"]), [])
    if k < .52:
        return [CONSTRAIN] + RAW.encode(r.choice(["json", "code", " json", ""]), [])
    if k < .68:
        return RAW.encode(space(r) + r.choice(NAMES), [])
    if k < .82:
        return RAW.encode("".join(space(r) for _ in range(r.randint(1, 3))), [])
    if k < .87:
        return RAW.encode(r.choice(SPELLED), [])
    if k < .91:
        return loose(r.choice(NAMES) + space(r))
    if k < .94:
        return broken(r)
    if k < .96:
        return [r.choice(OUTSIDE)]
    return [r.choice(STOPS + STOPS + [START, r.randrange(199998, 201089)])]


def content_piece(r):
    k = r.random()
    if k < .4:
        return RAW.encode(random_text(r, r.randint(0, 3)), [])
    if k < .6:
        return loose(random_text(r, 1))
    if k < .85:
        return broken(r)
    if k < .88:  # a letter that is held, behind half a character, when everything after it is lost
        return [BYTES[b"\xc4"], BYTES[b"A"], r.choice(OUTSIDE)]
    if k < .94:
        return [r.choice(OUTSIDE)] if r.random() < .5 else [r.randrange(199998, 201089)]
    return [r.choice([START, CHANNEL, MESSAGE, CONSTRAIN])]


def composed_stream(r, role):
    ids = []
    for i in range(r.choice([1, 1, 2, 3])):
        if i > 0 or role is None or r.random() < .1:
            ids += [START] + RAW.encode(r.choice(ROLES + ["functions.f", r.choice(NAMES)]), [])
        for _ in range(r.choice([0, 1, 1, 2, 2, 3, 4])):
            ids += header_piece(r)
        if r.random() < .85:
            ids.append(MESSAGE)
            for _ in range(r.choice([0, 1, 1, 2, 3])):
                ids += content_piece(r)
        if r.random() < .9:
            ids.append(r.choice(STOPS))
    return ids


def changed(r, ids):
    for _ in range(r.choice([0, 1, 1, 2, 3])):
        i = r.randint(0, len(ids))
        j = r.randint(i, min(len(ids), i + 4))
        ids[i:j] = r.choice([header_piece, content_piece, lambda r: [r.choice(STOPS)], lambda r: [START], lambda r: [MESSAGE], lambda r: []])(r)
    return ids


def stream(r, role):
    k = r.random()
    if k < .55:
        return composed_stream(r, role)
    ids = changed(r, E(r.choice(HAND_STREAMS + WHOLE_STREAMS))) if k < .85 else random_stream(r)

    # Most of them begin in a header, where a role has to be given or written.
    return ids if role is not None or ids[:1] == [START] or r.random() < .3 else [START] + RAW.encode(r.choice(ROLES), []) + ids


def read(ids, role, strict):
    """A case: as in parse.jsonl, and what came after the first refusal."""
    p = _PyStreamableParser(RAW, role, strict)
    shown = lambda: [json.loads(p.state)["state"][0], p.last_content_delta, p.current_role, p.current_channel, p.current_recipient, p.current_content_type]
    steps, error, messages, later = [], None, None, []
    for t in ids:
        _, e = attempt(lambda: p.process(t))
        if error is not None:
            later.append([e is not None, shown()])
        elif e is None:
            steps.append(shown())
        else:
            error, messages = e, json.loads(p.messages)
    _, e = attempt(p.process_eos)
    end = json.loads(p.messages)
    case = dict(ids=ids, role=role, strict=strict, messages=end, error=e, steps=steps)
    if error is not None:
        case.update(messages=messages, error=error, after=dict(steps=later, end_refused=e is not None, messages=end))
    return case


def main():
    ap = argparse.ArgumentParser()
    ap.add_argument("out")
    ap.add_argument("--seed", type=int, default=1)
    ap.add_argument("--scale", type=float, default=1)
    a = ap.parse_args()
    os.makedirs(a.out, exist_ok=True)
    r = random.Random(f"{a.seed}:streams")
    with open(os.path.join(a.out, "parse.jsonl"), "w", encoding="utf-8", newline="\n") as f:
        for _ in range(int(2500 * a.scale)):
            role = r.choice([None, None, "assistant", "assistant", *ROLES])
            ids = stream(r, role)
            for strict in (True, False):
                f.write(line(**read(ids, role, strict)) + "\n")


if __name__ == "__main__":
    main()
