"""Has llguidance read the Lark grammars that `harmony grammar` writes, and checks what they take.

Of the golden files each turn of the assistant that is well-formed, in either order of a call's header, has to be taken
whole; of malformed-turns.json none. Which golden turns are well-formed is decided without the grammar: golden_turns.py. And
no schema of a tool may have it refuse a grammar.
"""
import base64
import json
import subprocess
import sys
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from llguidance import LLMatcher, LLTokenizer

from golden_turns import conversation_with, golden_turns

ROOT = Path(__file__).parent.parent.parent
DATA = ROOT / "tests/data"

# Where <|endoftext|> alone ends a turn, and where the model's own ids do: engines have it either way.
END_IDS = ([199999], [200002, 199999, 200012])


def tokenizers():
    ranks = {}
    for line in open(ROOT / "vocabulary/o200k_base.tiktoken", "rb"):
        token, rank = line.split()
        ranks[base64.b64decode(token)] = int(rank)
    specials = {}
    for line in open(DATA / "specials.jsonl", encoding="utf-8"):
        case = json.loads(line)
        if len(case.get("ids", [])) == 1:
            specials[case["text"]] = case["ids"][0]

    # The pattern only decides how texts are cut: any cuts spell the same bytes, which is all that a grammar sees.
    return [LLTokenizer.from_tiktoken(encoder=ranks, special_tokens=specials, pattern=r"\s+|\S+", eos_token=end, n_vocab=None, slices=None)
            for end in END_IDS]


class Constraint:
    """The grammar of a conversation, as each tokenizer has it."""

    def __init__(self, harmony, conversation, tokenizers, options=()):
        run = subprocess.run([harmony, "grammar", "-", *options], input=json.dumps(conversation), capture_output=True, text=True)
        if run.returncode != 0:
            raise RuntimeError(run.stderr)
        self.grammar = run.stdout
        self.matchers = [LLMatcher(tokenizer, self.grammar, log_level=0) for tokenizer in tokenizers]
        self.error = self.matchers[0].get_error()

    def take(self, ids):
        """For each tokenizer how many ids were taken, and whether the turn is whole then; none by a grammar that is refused."""
        return [take(matcher, ids) for matcher in self.matchers]


def take(matcher, ids):
    # One by one: given several at once, llguidance leaves out a last one that ends the turn.
    matcher = matcher.deep_copy()
    for taken, token in enumerate(ids):
        if matcher.is_stopped() or not matcher.consume_token(token):
            return taken, False
    return len(ids), matcher.is_accepting() or matcher.is_stopped()


class Report:
    def __init__(self):
        self.passed = self.failed = 0

    def check(self, holds, name, why):
        if holds:
            self.passed += 1
            return
        self.failed += 1
        if self.failed <= 20:
            print(f"FAILED {name}: {why}")


def check_golden(harmony, tokenizers, report):
    kinds = Counter()
    by_tools = {}
    for turn in golden_turns(DATA):
        kinds[f"{turn.file}: {turn.kind}"] += 1
        if turn.kind in ("well-formed", "begun"):
            by_tools.setdefault(json.dumps(turn.conversation), []).append(turn)
    with ThreadPoolExecutor() as pool:
        constraints = pool.map(lambda turns: Constraint(harmony, turns[0].conversation, tokenizers), by_tools.values())
        for turns, constraint in zip(by_tools.values(), constraints):
            report.check(not constraint.error, turns[0].name, constraint.error)
            check_turns(turns, constraint, report)
    for kind, count in sorted(kinds.items()):
        print(f"{count:6} {kind}")
    for file in ("parse.jsonl", "conversations.jsonl", "chat.jsonl", "oss/parse.jsonl", "oss/conversations.jsonl"):
        report.check(kinds[f"{file}: well-formed"] > 0, file, "has no well-formed turn")


def check_turns(turns, constraint, report):
    for turn in turns:
        for order in turn.orders:
            expected = (len(order), turn.kind == "well-formed")
            for result in constraint.take(order):
                report.check(result == expected, turn.name, f"{result} for {expected}: {order}")


def check_schemas(harmony, tokenizers, report):
    """A grammar is taken whatever the schemas of its tools say: those of the golden file, many tools at a time."""
    cases = [json.loads(line) for line in open(DATA / "schemas.jsonl", encoding="utf-8")]
    schemas = [case["parameters"] for case in cases if case["ids"] and not case["absent"]]
    for start in range(0, len(schemas), 48):
        tools = {f"functions.f{number}": schema for number, schema in enumerate(schemas[start:start + 48])}
        constraint = Constraint(harmony, conversation_with(tools), tokenizers[:1])
        report.check(not constraint.error, f"schemas {start} to {start + len(tools)}", constraint.error)


def check_malformed(harmony, tokenizers, report):
    cases = json.loads((DATA.parent / "reference/malformed-turns.json").read_text(encoding="utf-8"))
    for group in cases:
        constraint = Constraint(harmony, group["conversation"], tokenizers, group.get("options", ()))
        report.check(not constraint.error, group["name"], constraint.error)
        for text in group["well_formed"]:
            ids = tokenizers[0].tokenize_str(text, parse_special=True)
            for result in constraint.take(ids):
                report.check(result == (len(ids), True), group["name"], f"{text} is not taken: {result}")
        for case in group["malformed"]:
            ids = tokenizers[0].tokenize_str(case["text"], parse_special=True)
            for taken, whole in constraint.take(ids):
                report.check(not whole, case["name"], f"is taken: {case['text']}")


def main():
    report = Report()
    loaded = tokenizers()
    check_golden(sys.argv[1], loaded, report)
    check_schemas(sys.argv[1], loaded, report)
    check_malformed(sys.argv[1], loaded, report)
    print(f"{report.passed} passed, {report.failed} failed")
    sys.exit(report.failed > 0)


main()
