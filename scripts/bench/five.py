"""usage: five.py FROM TO

The five redactions of five.lua as anyone would write them in Python: each file of FROM into its
like below TO, or, where TO ends in .jsonl, all into that file."""

import json
import os
import re
import sys

RULES = [
    (re.compile(pattern.encode(), re.ASCII), with_)
    for pattern, with_ in [
        (r"""\bhttps?://[^\s<>"']+""", b"[URL]"),
        (r"\b[\w.+-]{1,64}@[\w-]+(?:\.[\w-]+)+\b", b"[EMAIL]"),
        (r"\b\d{3}-\d{2}-\d{4}\b", b"[SSN]"),
        (r"\b(?:\d{1,3}\.){3}\d{1,3}\b", b"[IP]"),
        (r"(?:\+\d{1,2}[ .-]?)?(?:\(\d{3}\) ?|\b\d{3}[.-])\d{3}[.-]\d{4}\b", b"[PHONE]"),
    ]
]


def redacted(path):
    with open(path, "rb") as f:
        text = f.read()
    for pattern, with_ in RULES:
        text = pattern.sub(with_, text)
    return text


def files(top):
    for folder, _, names in os.walk(top):
        for name in names:
            path = os.path.join(folder, name)
            yield path, os.path.relpath(path, top)


def to_files(top, to):
    made = set()
    for path, name in files(top):
        target = os.path.join(to, name)
        folder = os.path.dirname(target)
        if folder not in made:
            os.makedirs(folder, exist_ok=True)
            made.add(folder)
        with open(target, "wb") as f:
            f.write(redacted(path))


def to_lines(top, to):
    with open(to, "w", encoding="utf-8", newline="\n") as f:
        for path, name in files(top):
            record = {"path": name, "text": redacted(path).decode()}
            f.write(json.dumps(record, ensure_ascii=False, separators=(",", ":")) + "\n")


(to_lines if sys.argv[2].endswith(".jsonl") else to_files)(*sys.argv[1:])
