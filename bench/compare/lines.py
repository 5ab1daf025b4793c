"""The JSON lines that `harmony bench` and the peers' programs print."""
import json
import statistics

OURS = "harmony-dotnet"
REFERENCE = "openai-harmony"


def read(path):
    with open(path, encoding="utf-8") as file:
        return [json.loads(line) for line in file if line.strip()]


def merged(lines):
    """One line for each (peer, corpus, mode): the medians over the rounds, and each round's own median."""
    rounds = {}
    for line in lines:
        if "seconds_median" in line:
            rounds.setdefault((line["peer"], line.get("corpus"), line["mode"]), []).append(line)
    return {key: merge(group) for key, group in rounds.items()}


def merge(group):
    line = dict(group[-1])
    medians = [each["seconds_median"] for each in group]
    line["seconds_min"] = min(each["seconds_min"] for each in group)
    line["seconds_median"] = statistics.median(medians)
    line["seconds_median_of_rounds"] = medians
    for field in line:
        if field.startswith("us_slice_"):
            line[field] = statistics.median(each[field] for each in group)
    if "compiled_methods" in line:
        line["compiled_methods"] = max(each["compiled_methods"] for each in group)
    return line
