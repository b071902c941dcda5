"""Lets foreign programs read what was made. Ends with 1 if one of them finds something wrong."""

import argparse
import pathlib
import sys
import time

import pages
import readers
import scenes
import sizes

CHECKS = [
    readers.check_favicon,
    readers.check_catalogue,
    readers.check_android,
    readers.check_recomposition,
    readers.check_fill,
    readers.check_godot,
    pages.check_manifest,
    pages.check_choice,
    sizes.check_avif,
]


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--program", required=True)
    parser.add_argument("--folder", required=True, type=pathlib.Path)
    options = parser.parse_args()
    made = scenes.make(options.program, options.folder)
    failed = False
    for check in CHECKS:
        start = time.monotonic()
        try:
            found = check(made)
        except scenes.Skipped as reason:
            print(f"skipped: {check.__name__}: {reason}")
        except scenes.Failed as reason:
            failed = True
            print(f"FAILED: {check.__name__}: {reason}")
        else:
            print(f"passed: {check.__name__}: {found} ({time.monotonic() - start:.1f} s)")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
