"""Writes the list of benign PyPI distributions from the seeds beside it.

    python3 test/corpus/benign-pypi/build.py [--seeds FILE] [--list FILE] [--cache DIR] [--take N]

Each seed is locked by `uv lock` (`pip install uv`) against the index that the machine is set up for, without building
anything: a seed whose closure could only be learned by running a build is left out and said. From a lock come name,
version, file name, digest and size; the list holds no address. A package is taken in the version of the first closure
that has it, half of them (by a digest of the name) as a wheel and the others as an sdist, so that no code stands twice.
"""

import argparse
import concurrent.futures
import hashlib
import json
import pathlib
import subprocess
import sys
import tempfile
import tomllib
import urllib.parse

import pip_index

HERE = pathlib.Path(__file__).parent
LIST = HERE.parent.parent / "lists" / "benign-pypi.tsv"
LOCK_SECONDS_MAX = 120
BYTES_MAX = 5_000_000
# So many distributions are larger than BYTES_MAX, and none is larger than this.
BIG_COUNT_MAX = 12
BIG_BYTES_MAX = 30_000_000
# The malicious set is mostly sdists smaller than this: all such ones are taken.
SMALL_BYTES = 20_000
# Share of the others that are taken as an sdist, in 256ths.
SDIST_SHARE = 100
PROJECT = """[project]
name = "weir-seed"
version = "0"
requires-python = "=={python}.*"
dependencies = [{requirement}]
[tool.uv]
environments = ["sys_platform == 'linux' and platform_machine == 'x86_64'"]
"""


def read_seeds(path):
    """Pairs of field and requirement."""
    field = ""
    for line in map(str.strip, path.read_text().splitlines()):
        if line.startswith("["):
            field = line.strip("[]")
        elif line and not line.startswith("#"):
            yield field, line


def lock(seed):
    """The packages of a seed's closure as uv's lock has them; None and the reason when it cannot be locked."""
    _, requirement = seed
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    with tempfile.TemporaryDirectory(prefix="weir-lock-") as folder:
        project = PROJECT.format(python=python, requirement=json.dumps(requirement))
        pathlib.Path(folder, "pyproject.toml").write_text(project)
        command = ["uv", "lock", "--no-build", "--no-python-downloads", "--system-certs", "--python", sys.executable]
        try:
            done = subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=LOCK_SECONDS_MAX)
        except subprocess.TimeoutExpired:
            return None, "took too long"
        if done.returncode != 0:
            return None, " ".join(done.stderr.split())[-160:]
        return tomllib.loads(pathlib.Path(folder, "uv.lock").read_text())["package"], ""


def file_of(item):
    """(file name, sha256, bytes) of a file in a lock; None where the lock lacks one of them."""
    if not item or not item.get("hash", "").startswith("sha256:") or "size" not in item:
        return None
    name = urllib.parse.unquote(item["url"].rsplit("/", 1)[-1])
    return name, item["hash"].removeprefix("sha256:"), item["size"]


def rank_wheel(file):
    """Pure wheels first, then the ones of this platform; smaller before larger."""
    name, _, size = file
    pure = name.endswith("-none-any.whl")
    ours = "manylinux" in name and "x86_64" in name
    return (0 if pure else 1 if ours else 2, size)


def choose(package):
    """The file that stands for a package."""
    sdist = file_of(package.get("sdist"))
    wheels = sorted(filter(None, map(file_of, package.get("wheels", []))), key=rank_wheel)
    wheel = wheels[0] if wheels else None
    is_small = sdist is not None and sdist[2] < SMALL_BYTES
    wants_sdist = is_small or hashlib.sha256(package["name"].encode()).digest()[0] < SDIST_SHARE
    ordered = [sdist, wheel] if wants_sdist else [wheel, sdist]
    files = [file for file in ordered if file is not None]
    return next((file for file in files if file[2] <= BYTES_MAX), files[0] if files else None)


def newest_sdist(index, cache, name):
    """The row of a package's last sdist; None when it has none. What was fetched stays in the cache."""
    files = [file for file in index.files(name) if file["filename"].endswith((".tar.gz", ".zip"))]
    if not files or "sha256" not in files[-1]["hashes"]:
        return None
    filename, sha256 = files[-1]["filename"], files[-1]["hashes"]["sha256"]
    path = cache / sha256
    if not path.exists() and not index.fetch(files[-1]["url"], sha256, path):
        return None
    version = filename.removesuffix(".tar.gz").removesuffix(".zip").rsplit("-", 1)[-1]
    return name.lower(), version, filename, sha256, path.stat().st_size, "alone"


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--seeds", type=pathlib.Path, default=HERE / "seeds.txt")
    parser.add_argument("--list", type=pathlib.Path, default=LIST)
    parser.add_argument("--cache", type=pathlib.Path, default=pip_index.default_cache())
    parser.add_argument("--take", type=int, default=None, help="seeds at most")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    all_seeds = list(read_seeds(options.seeds))
    seeds = [seed for seed in all_seeds if seed[0] != "alone"][: options.take]
    rows, big = {}, 0
    index = pip_index.Index()
    for _, name in (seed for seed in all_seeds if seed[0] == "alone"):
        try:
            row = newest_sdist(index, options.cache, name)
        except Exception as error:  # A name that is gone must not end the list; it is told.
            pip_index.warn(f"left out {name}: {type(error).__name__}")
            continue
        if row and row[4] <= BYTES_MAX:
            rows[name.lower()] = row
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for (field, requirement), (packages, why) in zip(seeds, pool.map(lock, seeds)):
            if packages is None:
                pip_index.warn(f"left out {requirement}: {why}")
                continue
            for package in packages:
                if "registry" not in package["source"] or package["name"] in rows:
                    continue
                file = choose(package)
                if file is None or file[2] > BIG_BYTES_MAX:
                    continue
                if file[2] > BYTES_MAX:
                    if big == BIG_COUNT_MAX:
                        continue
                    big += 1
                rows[package["name"]] = (package["name"], package["version"], *file, field)
    head = "# name, version, file name, sha256, bytes, field of the seed; written by test/corpus/benign-pypi/build.py\n"
    body = "".join("\t".join(map(str, rows[name])) + "\n" for name in sorted(rows))
    options.list.write_text(head + body)
    sdists = [row for row in rows.values() if not row[2].endswith(".whl")]
    small = sum(1 for row in sdists if row[4] < SMALL_BYTES)
    total = sum(row[4] for row in rows.values())
    print(f"{len(rows)} distributions, {len(sdists)} sdists, {small} of them under 20 kB; {total / 1e6:.0f} MB")


if __name__ == "__main__":
    main()
