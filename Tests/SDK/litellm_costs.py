"""Holds a finished set, and what the ledger says of its calls, against LiteLLM's price map."""

import decimal
import json
import pathlib
import sqlite3
import sys

import litellm


def main(folder: str) -> None:
    folder = pathlib.Path(folder)
    files = json.loads((folder / "out/manifest.json").read_text())["files"]
    originals = [file for file in files if file["kind"] == "original"]
    assert len(originals) == 4, originals
    for file in originals:
        assert (folder / "out" / file["path"]).stat().st_size == file["bytes"], file
    ledger = sqlite3.connect(f"file:{folder}/.aquatint/ledger.sqlite?mode=ro", uri=True)
    calls = ledger.execute("SELECT model, usage, cost FROM exchange WHERE state = 'interpreted'").fetchall()
    assert len(calls) == 4, calls
    total = 0
    for model, usage, cost in calls:
        prices = litellm.model_cost[model]
        usage = json.loads(usage)
        pictures = sum(part["tokenCount"] for part in usage["candidatesTokensDetails"] if part["modality"] == "IMAGE")
        words = usage["candidatesTokenCount"] - pictures
        price = lambda name: decimal.Decimal(repr(prices[name]))
        expected = (
            usage["promptTokenCount"] * price("input_cost_per_token")
            + pictures * price("output_cost_per_image_token")
            + words * price("output_cost_per_token")
        )
        assert expected * 10**9 == cost, (expected, cost)
        total += cost
    print(f"litellm: {len(calls)} calls passed on, {total / 10**9} USD by both")


main(sys.argv[1])
