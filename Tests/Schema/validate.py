"""Holds a schema against pipelines that are right and against some that are wrong."""

import copy
import json
import pathlib
import sys

import jsonschema
from ruamel.yaml import YAML

MISTAKES = {
    "an unknown key at the top": lambda file: file.update(stage=[]),
    "another version": lambda file: file.update(version=2),
    "no output": lambda file: file.pop("output"),
    "no stages": lambda file: file.update(stages=[]),
    "an unknown stage": lambda file: file["stages"].append({"blur": {}}),
    "a misspelled setting": lambda file: file["stages"][0]["generate"].update(aspectratio="1:1"),
    "no prompt": lambda file: file["stages"][0]["generate"].pop("prompt"),
    "too many variants": lambda file: file["stages"][0]["generate"].update(variants=1000),
    "a flag that is none": lambda file: file["stages"][-1]["thumbnails"][0].update(enlarge="maybe"),
    "a fit that is none": lambda file: file["stages"][-1]["thumbnails"][0].update(fit="squash"),
    "a rendition without a name": lambda file: file["stages"][-1]["thumbnails"][0].pop("name"),
    "an unknown limit": lambda file: file.update(limits={"megapixels": 5}),
    "a negative budget": lambda file: file.update(budget=-1),
    "an unknown dialect": lambda file: file.update(gateways={"ours": {"dialect": "soap"}}),
    "an unknown price": lambda file: file.update(models={"m": {"prices": {"pictures": 1}}}),
    "an unknown delivery": lambda file: file.update(deliver=[{"poster": {"to": "web"}}]),
    "a misspelled setting of a delivery": lambda file: file.update(deliver=[{"favicon": {"too": "web", "rendition": "icon"}}]),
}


def main(schema_path, folder):
    schema = json.loads(pathlib.Path(schema_path).read_text())
    jsonschema.Draft7Validator.check_schema(schema)
    validator = jsonschema.Draft7Validator(schema)
    yaml = YAML(typ="safe", pure=True)
    files = sorted(pathlib.Path(folder).rglob("*.yaml"))
    files = [file for file in files if not file.name.endswith(".lock.yaml")]
    failures = 0
    for file in files:
        modeline = file.read_text().splitlines()[0]
        target = file.parent / modeline.partition("$schema=")[2]
        if not modeline.startswith("# yaml-language-server: $schema=") or not target.is_file():
            print(f"failed: {file} has no modeline that leads to a schema")
            failures += 1
        for error in validator.iter_errors(yaml.load(file)):
            print(f"failed: {file}: {error.json_path}: {error.message}")
            failures += 1
    right = yaml.load(pathlib.Path(folder) / "app-icon.yaml")
    for name, break_it in MISTAKES.items():
        wrong = copy.deepcopy(right)
        break_it(wrong)
        if validator.is_valid(wrong):
            print(f"failed: the schema lets through {name}")
            failures += 1
    if failures or not files:
        return 1
    print(f"passed: {len(files)} pipelines are valid, {len(MISTAKES)} kinds of mistakes are found")
    return 0


sys.exit(main(*sys.argv[1:]))
