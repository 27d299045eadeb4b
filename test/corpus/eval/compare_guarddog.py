"""Scores the archives of the evaluation's sets with GuardDog's rules and risk engine, as they are installed here.

    pip install --only-binary :all: guarddog
    python3 test/corpus/eval/compare_guarddog.py --out FILE [--corpus DIR] [--every N] [--split train|dev]
    npm run -s eval -- --compare FILE
    python3 test/corpus/eval/compare_guarddog.py --out FILE --folder DIR [--ecosystem npm|pypi]

The last form scores packages that lie unpacked, one folder each, below a folder: inert ones only.

GuardDog unpacks what it scans onto the disk, where malware must not lie. So its loop (`Analyzer.analyze_yara`) is
repeated here over archives in memory: the same rules, path filters, comment filter and caps of hits, and its own
scoring of what they find. Source code rules only: metadata rules ask the network. One JSON object a line: set, id,
score (0 to 10), ms of processor time; the first line says the version.
"""

import argparse
import csv
import hashlib
import importlib.metadata
import io
import json
import logging
import os
import pathlib
import socket
import sys
import tarfile
import time
import zipfile
from fnmatch import fnmatch

import yara


def refuse(*_):
    raise OSError("nothing here asks the network")


# Its metadata rules, which are not asked, fetch lists when they are imported.
socket.getaddrinfo = refuse
logging.disable(logging.CRITICAL)

from guarddog.analyzer.analyzer import SOURCECODE_RULES_PATH, Analyzer
from guarddog.analyzer.sourcecode import YaraRule, get_sourcecode_rules
from guarddog.ecosystems import ECOSYSTEM
from guarddog.utils.config import YARA_EXT_EXCLUDE

HERE = pathlib.Path(__file__).parent
FILES_MAX = 20_000
FILE_BYTES_MAX = 64 * 1024 * 1024
UNPACKED_BYTES_MAX = 512 * 1024 * 1024


def members(data):
    """Pairs of path and bytes of the regular files of an archive, in the order in which GuardDog walks a folder."""
    found, left = {}, UNPACKED_BYTES_MAX
    if zipfile.is_zipfile(io.BytesIO(data)):
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            for info in archive.infolist()[:FILES_MAX]:
                if not info.is_dir() and info.file_size <= min(FILE_BYTES_MAX, left):
                    left -= info.file_size
                    found[info.filename] = archive.read(info)
    else:
        with tarfile.open(fileobj=io.BytesIO(data)) as archive:
            for info in archive:
                if len(found) >= FILES_MAX:
                    break
                if info.isreg() and info.size <= min(FILE_BYTES_MAX, left):
                    left -= info.size
                    found[info.name] = archive.extractfile(info).read()
    return sorted(found.items(), key=lambda item: (os.path.dirname(item[0]), os.path.basename(item[0])))


def is_in_comment(path, content, offset, line):
    """As `Analyzer.is_match_in_comment`, over bytes."""
    language = Analyzer._detect_language(path)
    if language is None:
        return False
    stripped = line.strip()
    is_python = language.name == "PYTHON"
    if stripped.startswith(b"#" if is_python or language.name == "RUBY" else b"//"):
        return True
    window = content[max(0, offset - 4096) : offset]
    if is_python:
        return any(window.count(quote) % 2 == 1 for quote in (b'"""', b"'''"))
    return window.rfind(b"/*") > window.rfind(b"*/")


def lines_around(content, offset):
    """The line of an offset, and with the one before and two after it as `get_lines_around_offset` gives them."""
    start = content.rfind(b"\n", 0, offset) + 1
    end = content.find(b"\n", offset)
    end = len(content) if end == -1 else end
    line = content[start:end]
    if start > 0:
        before = content.rfind(b"\n", 0, start - 1)
        start = before + 1 if before != -1 else 0
    for _ in range(2):
        if end >= len(content):
            break
        after = content.find(b"\n", end + 1)
        end = after if after != -1 else len(content)
    return line, content[start:end].decode("utf-8", errors="replace").strip("\n")


class Scanner:
    def __init__(self, ecosystem=ECOSYSTEM.PYPI):
        # Not by its constructor: that sets up metadata rules, which fetch lists from the network.
        self.analyzer = Analyzer.__new__(Analyzer)
        self.analyzer.ecosystem = ecosystem
        rules = sorted(get_sourcecode_rules(ecosystem, YaraRule), key=lambda rule: rule.id)
        self.rules = [
            (rule, yara.compile(filepath=os.path.join(SOURCECODE_RULES_PATH, f"{rule.id}.yar"))) for rule in rules
        ]

    def wants(self, rule, path):
        name = os.path.basename(path)
        if rule.path_include:
            if not any(fnmatch(path, pattern.strip()) for pattern in rule.path_include.split(",")):
                return False
        elif name.lower().endswith(tuple(YARA_EXT_EXCLUDE)):
            return False
        excluded = (rule.path_exclude or "").split(",")
        return not any(fnmatch(path, item.strip()) or fnmatch(name, item.strip()) for item in excluded if item)

    def hits(self, rule, compiled, files):
        found = []
        for path, content in files:
            if not self.wants(rule, path):
                continue
            for match in compiled.match(data=content):
                for string in match.strings:
                    for instance in string.instances:
                        line, code = lines_around(content, instance.offset)
                        if is_in_comment(path, content, instance.offset, line):
                            continue
                        matched = instance.matched_data.decode("utf-8", errors="replace")
                        code = self.analyzer.trim_code_snippet(code, matched)
                        if any(code == other["code"] for other in found):
                            continue
                        number = content.count(b"\n", 0, instance.offset) + 1
                        found.append({"location": f"{path}:{number}", "code": code, "message": rule.description})
                        if rule.max_hits is not None and len(found) >= rule.max_hits:
                            return found
        return found

    def score(self, files):
        results = {rule.id: self.hits(rule, compiled, files) for rule, compiled in self.rules}
        return self.analyzer.calculate_package_risk_score({"results": results})["score"]


def unpacked(folder):
    paths = sorted(path for path in folder.rglob("*") if path.is_file() and not path.is_symlink())
    return [(str(path.relative_to(folder)), path.read_bytes()) for path in paths]


def folders(root):
    for folder in sorted(path for path in root.iterdir() if path.is_dir()):
        yield folder.name, lambda folder=folder: unpacked(folder)


def malicious(corpus, split):
    labels = json.loads((corpus / "pypi-malicious.json").read_text())
    with zipfile.ZipFile(corpus / "pypi-malicious.zip") as archive:
        archive.setpassword(b"infected")
        wanted = [label["file"] for label in labels if label["split"] == split]
        for name in wanted:
            yield name, lambda name=name: members(archive.read(name))


def benign(path, cache):
    with path.open() as lines:
        rows = list(csv.reader((line for line in lines if not line.startswith("#")), delimiter="\t"))
    # The order of benign-set.ts, so that every nth is the same.
    for row in sorted(rows, key=lambda row: hashlib.sha256(row[2].encode()).hexdigest()):
        yield row[2], lambda row=row: members((cache / row[3]).read_bytes())


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--out", type=pathlib.Path, required=True)
    parser.add_argument("--corpus", type=pathlib.Path, default=HERE / "../../../../shared/corpus")
    parser.add_argument("--list", type=pathlib.Path, default=HERE / "../../lists/benign-pypi.tsv")
    parser.add_argument("--cache", type=pathlib.Path, default=pathlib.Path.home() / ".cache/weir/benign-pypi")
    parser.add_argument("--every", type=int, default=1)
    parser.add_argument("--split", choices=["train", "dev"], default="train")
    parser.add_argument("--folder", type=pathlib.Path, default=None)
    parser.add_argument("--ecosystem", choices=["npm", "pypi"], default="pypi")
    options = parser.parse_args()
    scanner = Scanner(ECOSYSTEM[options.ecosystem.upper()])
    with options.out.open("w") as out:
        print(json.dumps({"tool": "guarddog", "version": importlib.metadata.version("guarddog")}), file=out)
        sets = (
            [("folder", folders(options.folder))]
            if options.folder
            else [
                ("benign", benign(options.list, options.cache)),
                ("malicious", malicious(options.corpus, options.split)),
            ]
        )
        for name, samples in sets:
            for at, (sample, load) in enumerate(samples):
                if at % options.every != 0:
                    continue
                started = time.process_time()
                try:
                    score = scanner.score(load())
                except Exception as error:  # One archive that cannot be read must not end the others.
                    print(f"{sample}: {type(error).__name__}", file=sys.stderr)
                    score = 0
                took = round((time.process_time() - started) * 1000, 1)
                print(json.dumps({"set": name, "id": sample, "score": score, "ms": took}), file=out, flush=True)


if __name__ == "__main__":
    main()
