#!/usr/bin/env python3
"""Makes the tables of a comparison out of the lines that its programs printed.

usage: tables.py LINES_FOLDER [--write RESULTS_FOLDER]
With --write also RESULTS_FOLDER/<processor>/results.md and results.jsonl: the tables, and the lines with each round's medians.
"""
import argparse
import json
import os

import lines
import machine

CORPORA = {"kjv": "English", "python": "Python", "rust": "Rust", "typescript": "TypeScript", "json": "JSON", "man-de": "German",
           "man-ru": "Russian", "man-zh": "Chinese", "man-ja": "Japanese"}
SIZES = ("1k", "8k", "64k")

# How many times as fast as the best peer is to be reached; None: nothing is.
UNSEEN, UNSEEN_ELSEWHERE, SEEN, DECODE, LATENCY, COUNT = 2, 1.5, 1, 3, 2, 1
WORK = {("render-tools", "render"): 50, ("render-200", "render"): 100, ("render-minimal", "render"): 300, ("run-of-x-16000", "encode"): 1000}
FIRST_CALL_MS = 2


def verdict(ratio, goal):
    """Of the ratio as it is shown."""
    return "" if goal is None else f"{goal:g}: {'reached' if round(ratio, 2) >= goal else '**missed**'}"


def row(cells):
    return "| " + " | ".join(cells) + " |\n"


def table(header, rows):
    return row(header) + "|" + "---|" + "---:|" * (len(header) - 1) + "\n" + "".join(row(cells) for cells in rows)


def matrix(columns, values, show, goals):
    """Peers and their values, {peer: {column: (median, best)}}, the less the better; the best of each column in bold."""
    ours = values.pop(lines.OURS)
    columns = [column for column in columns if column in ours]
    best = {}
    for column in columns:
        measured = [(times[column][0], peer) for peer, times in values.items() if column in times]
        best[column] = min(measured) if measured else None

    def cell(peer, times, column):
        if column not in times:
            return ""
        text = show(column, times[column])
        return f"**{text}**" if best[column] and best[column][1] == peer else text

    rows = [[peer] + [cell(peer, times, column) for column in columns] for peer, times in [(lines.OURS, ours), *sorted(values.items())]]
    ratios = {column: best[column][0] / ours[column][0] for column in columns if best[column]}
    rows.append(["times the best peer"] + [f"{ratios[column]:.2f}" if column in ratios else "" for column in columns])
    if any(goals(column) for column in columns):
        rows.append(["to be reached"] + [verdict(ratios[column], goals(column)) if column in ratios else "" for column in columns])
    return [""] + columns, rows


def corpora_of(measured):
    names = {corpus for _, corpus, _ in measured if corpus}
    return [name for name in CORPORA if name in names] + sorted(names - set(CORPORA))


def corpus_table(title, measured, mode, goals):
    values = {}
    for (peer, corpus, each), line in measured.items():
        if each == mode:
            values.setdefault(peer, {})[corpus] = (line["seconds_median"], line["seconds_min"], line["bytes"])
    if lines.OURS not in values:
        return ""
    header, rows = matrix(corpora_of(measured), values, lambda _, t: f"{t[2] / t[0] / 1e6:.0f} ({t[2] / t[1] / 1e6:.0f})", goals)
    header = [""] + [CORPORA.get(column, column) for column in header[1:]]
    return f"\n### {title}: MB/s, median (best)\n\n" + table(header, rows)


def count_table(measured):
    def times(mode):
        return {corpus: line for (peer, corpus, each), line in measured.items() if peer == lines.OURS and each == mode}

    count, encode = times("count"), times("warm")
    columns = [corpus for corpus in corpora_of(measured) if corpus in count]
    ratios = {corpus: encode[corpus]["seconds_median"] / count[corpus]["seconds_median"] for corpus in columns}
    rows = [["count, MB/s"] + [f"{count[corpus]['bytes'] / count[corpus]['seconds_median'] / 1e6:.0f}" for corpus in columns],
            ["times encoding"] + [f"{ratios[corpus]:.2f}" for corpus in columns],
            ["to be reached"] + [verdict(ratios[corpus], COUNT) for corpus in columns],
            ["bytes allocated: encode"] + [str(encode[corpus]["alloc_bytes"]) for corpus in columns],
            ["count"] + [str(count[corpus]["alloc_bytes"]) for corpus in columns]]
    return "\n### Counting beside encoding\n\n" + table([""] + [CORPORA.get(corpus, corpus) for corpus in columns], rows)


def latency_table(title, measured, mode, goal):
    values = {}
    for (peer, corpus, each), line in measured.items():
        if each == mode:
            for field, name in (("us_slice_median", "median"), ("us_slice_max", "worst")):
                values.setdefault(peer, {})[f"{corpus.removeprefix('prompts-')} {name}"] = (line[field],)
    if lines.OURS not in values:
        return ""
    columns = [f"{size} {name}" for size in SIZES for name in ("median", "worst")]
    header, rows = matrix(columns, values, lambda _, t: f"{t[0]:,.1f}", lambda _: goal)
    return f"\n### {title}: µs\n\n" + table(header, rows)


def work_table(title, measured, corpora=None, goals=WORK):
    rows = []
    for (peer, corpus, mode), ours in measured.items():
        theirs = measured.get((lines.REFERENCE, corpus, mode))
        if peer != lines.OURS or theirs is None or (corpora and corpus not in corpora):
            continue
        ratio = theirs["seconds_median"] / ours["seconds_median"]
        rows.append([corpus, mode, f"{ours['tokens']:,}", f"{ours['seconds_median'] * 1e6:,.1f} ({ours['seconds_min'] * 1e6:,.1f})",
                     f"{theirs['seconds_median'] * 1e6:,.1f} ({theirs['seconds_min'] * 1e6:,.1f})", f"{ratio:,.1f}",
                     verdict(ratio, goals.get((corpus, mode))), f"{ours['alloc_bytes']:,}"])
    header = ["", "work", "ids", "µs, median (best)", f"{lines.REFERENCE}", "times as fast", "to be reached", "bytes allocated"]
    return f"\n### {title}\n\n" + table(header, rows)


def first_call(measured):
    """What a fresh process pays, and whether its code was compiled ahead of time."""
    line = measured.get((lines.OURS, None, "load"))
    if line is None:
        return ""
    compiled = max(each.get("compiled_methods", 0) for each in measured.values())
    milliseconds = line["seconds_median"] * 1e3
    reached = "reached" if milliseconds < FIRST_CALL_MS else "**missed**"
    return (f"\nThe first call of a fresh process takes {milliseconds:.2f} ms (best {line['seconds_min'] * 1e3:.2f}; under {FIRST_CALL_MS}: "
            f"{reached}); its processes had to compile up to {compiled} methods themselves.\n")


def tables_of(parts):
    text = ""
    if unseen := parts.get("unseen"):
        text += corpus_table("Unseen: the first pass after warm-up on other text", unseen, "unseen", lambda c: UNSEEN if c in CORPORA else UNSEEN_ELSEWHERE)
        text += first_call(unseen)
    if cold := parts.get("cold"):
        text += corpus_table("Cold: the first pass without warm-up", cold, "cold", lambda _: None)
    if seen := parts.get("seen"):
        text += corpus_table("Seen: the same text again and again", seen, "warm", lambda _: SEEN)
        text += count_table(seen)
        text += corpus_table("Decoding, MB of text", seen, "decode", lambda _: DECODE)
    if latency := parts.get("latency"):
        text += latency_table("One unseen prompt in a process warmed on other text", latency, "latency-unseen", LATENCY)
        text += latency_table("One prompt in a fresh process", latency, "latency-first", None)
        text += latency_table("One prompt seen before", latency, "latency-warm", None)
    if harmony := parts.get("harmony"):
        text += work_table("Harmony work beside the reference", harmony)
    if chat := parts.get("chat"):
        text += work_table("A chat request (json+render), and its conversation (render), beside the reference on the equal conversation", chat, {"render-tools"}, {})
    return text


def versions(parts):
    found = {line["peer"]: line["version"] for measured in parts.values() for line in measured.values()}
    return ", ".join(f"{peer} {version}" for peer, version in sorted(found.items()))


def main():
    arguments = argparse.ArgumentParser()
    arguments.add_argument("folder")
    arguments.add_argument("--write")
    given = arguments.parse_args()
    parts = {name.removesuffix(".jsonl"): lines.merged(lines.read(os.path.join(given.folder, name))) for name in os.listdir(given.folder)}
    rounds = max(len(line["seconds_median_of_rounds"]) for measured in parts.values() for line in measured.values())
    text = (f"# {machine.name()}\n\n{machine.description()}. One thread, medians of {rounds} rounds in which the programs took turns; "
            f"ids compared first. Made by `bench/compare/run`.\n\n{versions(parts)}.\n{tables_of(parts)}")
    print(text)
    if given.write:
        folder = os.path.join(given.write, machine.slug())
        os.makedirs(folder, exist_ok=True)
        with open(os.path.join(folder, "results.md"), "w", encoding="utf-8") as file:
            file.write(text)
        with open(os.path.join(folder, "results.jsonl"), "w", encoding="utf-8") as file:
            for part, measured in sorted(parts.items()):
                for line in measured.values():
                    file.write(json.dumps({"part": part, **line}) + "\n")


main()
