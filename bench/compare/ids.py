#!/usr/bin/env python3
"""Compares the ids of this library and of its peers with the reference's, by their hashes.

usage: ids.py LINES...
Prints the names of peers whose ids are wrong, and why on standard error. Exit code 1 if this library's are, or if there is
nothing to compare them with.
"""
import sys

import lines


def reference_hashes(measured):
    """Of each corpus: those of ids that a peer's program has found equal to the reference's, or that the reference made."""
    return {line["corpus"]: line["ids_hash"] for line in measured
            if line.get("ids_hash") and (line.get("ids_ok") or line["peer"] == lines.REFERENCE)}


def main():
    wrong = {}
    unknown = set()
    for path in sys.argv[1:]:
        measured = lines.read(path)
        expected = reference_hashes(measured)
        for line in measured:
            if not line.get("ids_hash"):
                continue
            corpus = line["corpus"]
            if corpus not in expected:
                unknown.add(corpus)
            elif line["ids_hash"] != expected[corpus]:
                wrong.setdefault(line["peer"], set()).add(corpus)
    for peer, corpora in wrong.items():
        print(f"{peer}: its ids are not the reference's on {', '.join(sorted(corpora))}", file=sys.stderr)
        if peer != lines.OURS:
            print(peer)
    if unknown:
        print(f"there are no reference ids to compare with: {', '.join(sorted(unknown))}", file=sys.stderr)
    return 1 if unknown or lines.OURS in wrong else 0


sys.exit(main())
