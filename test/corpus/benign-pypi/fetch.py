"""Fetches what the list of benign PyPI distributions names into a folder outside the repository, and checks it.

    python3 test/corpus/benign-pypi/fetch.py [--list FILE] [--cache DIR] [--take N]

Files are named by their sha256. What is there is not fetched again, so that a second call goes on where the first one
ended. Nothing is unpacked, built or run. Ends with 1 when a file is missing at the end.
"""

import argparse
import concurrent.futures
import pathlib
import sys

import build
import pip_index


def main():
    parser = argparse.ArgumentParser()
    parser.add_argument("--list", type=pathlib.Path, default=build.LIST)
    parser.add_argument("--cache", type=pathlib.Path, default=pip_index.default_cache())
    parser.add_argument("--take", type=int, default=None, help="distributions at most")
    options = parser.parse_args()
    options.cache.mkdir(parents=True, exist_ok=True)
    index = pip_index.Index()
    rows = list(pip_index.read_list(options.list))[: options.take]
    missing = [row for row in rows if not (options.cache / row[3]).exists()]

    def fetch(row):
        name, _, filename, sha256, _, _ = row
        try:
            urls = [file["url"] for file in index.files(name) if file["filename"] == filename]
            if not urls:
                return f"{filename}: the index does not list it"
            done = index.fetch(urls[0], sha256, options.cache / sha256)
            return None if done else f"{filename}: has other bytes than the list says"
        except Exception as error:  # One file that fails must not end the others; it is told and counted.
            return f"{filename}: {type(error).__name__} {str(error)[:120]}"

    failed = 0
    with concurrent.futures.ThreadPoolExecutor(4) as pool:
        for done, problem in enumerate(pool.map(fetch, missing), 1):
            if problem:
                failed += 1
                pip_index.warn(problem)
            if done % 100 == 0:
                pip_index.warn(f"{done} of {len(missing)}")
    print(f"{len(rows) - failed} of {len(rows)} distributions in {options.cache}")
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main())
