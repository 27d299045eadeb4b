"""Prints the opcode table of a CPython of which no interpreter is at hand as one line of JSON; run by write-opcodes.ts.

The facts are those of the package xdis (6.3.0), which must be importable. Argument: a version, such as 3.5.
"""

import json
import sys

from xdis.magics import by_version
from xdis.op_imports import get_opcode_module
from xdis.version_info import PythonImplementation

version = tuple(int(part) for part in sys.argv[1].split("."))
table = get_opcode_module(version, PythonImplementation.CPython)
names = {number: name.replace("_", "+") if name.startswith("SLICE") else name for name, number in table.opmap.items()}
print(
    json.dumps(
        {
            "version": sys.argv[1],
            # Under 3.2 xdis lists the number of PyPy last.
            "magic": 3180 if version == (3, 2) else int.from_bytes(by_version[sys.argv[1]][:2], "little"),
            "ops": " ".join(names.get(number, "-") for number in range(256)).rstrip("- "),
            "caches": {},
            "relative": " ".join(sorted(names[number] for number in table.hasjrel)),
            "absolute": " ".join(sorted(names[number] for number in table.hasjabs)),
        }
    )
)
