"""The index that pip is set up for, through pip's own session: its certificates, proxy, credentials and cache.

Asks for the JSON form of the simple API (PEP 691) and downloads files by the addresses in it. Nothing is unpacked,
built or run: `pip download` itself would run the build of an sdist for its metadata.
"""

import hashlib
import os
import pathlib
import re
import sys
import urllib.parse

from pip._internal.commands import create_command

JSON_PAGE = "application/vnd.pypi.simple.v1+json"


class Index:
    """One index; safe to use from several threads."""

    def __init__(self):
        command = create_command("download")
        options, _ = command.parse_args(["nothing"])
        self.session = command._build_session(options)
        self.base = options.index_url.rstrip("/") + "/"

    def files(self, name):
        """The files of a project, as its page lists them. Raises for a project or an answer that is not there."""
        page = urllib.parse.urljoin(self.base, re.sub(r"[-_.]+", "-", name).lower() + "/")
        answer = self.session.get(page, headers={"Accept": JSON_PAGE}, timeout=60)
        answer.raise_for_status()
        if not answer.headers.get("Content-Type", "").startswith(JSON_PAGE):
            raise ValueError("pip's index does not answer with the JSON form of the simple API")
        return [{**file, "url": urllib.parse.urljoin(page, file["url"])} for file in answer.json()["files"]]

    def fetch(self, url, sha256, path):
        """Downloads a file to `path` if its digest is the declared one; True when it is there now."""
        answer = self.session.get(url, headers={"Accept-Encoding": "identity"}, timeout=300)
        answer.raise_for_status()
        if hashlib.sha256(answer.content).hexdigest() != sha256:
            return False
        part = path.with_name(path.name + ".part")
        part.write_bytes(answer.content)
        os.replace(part, path)
        return True


def read_list(path):
    """Rows of a list: name, version, file name, sha256, bytes, field."""
    for line in path.read_text().splitlines():
        if line and not line.startswith("#"):
            name, version, filename, sha256, size, field = line.split("\t")
            yield name, version, filename, sha256, int(size), field


def warn(text):
    print(text, file=sys.stderr)


def default_cache():
    return pathlib.Path.home() / ".cache" / "weir" / "benign-pypi"
