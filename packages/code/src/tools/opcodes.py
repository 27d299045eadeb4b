"""Prints the opcode table of the running CPython as one line of JSON; run by write-opcodes.ts."""

import dis
import json
import opcode
import sys

try:
    from importlib.util import MAGIC_NUMBER
except ImportError:  # 2.7
    import imp

    MAGIC_NUMBER = bytearray(imp.get_magic())

names = {number: name for name, number in opcode.opmap.items() if number < 256}
# What the interpreter puts in place of an instruction while it runs, by the instruction it stands for.
for base, family in getattr(opcode, "_specializations", {}).items():
    for name in family:
        number = getattr(dis, "_all_opmap", {}).get(name, getattr(opcode, "_specialized_opmap", {}).get(name))
        if number is not None and number < 256:
            names.setdefault(number, base)
for number, name in list(names.items()):
    if name.startswith("INSTRUMENTED_") and name.removeprefix("INSTRUMENTED_") in opcode.opmap:
        names[number] = name.removeprefix("INSTRUMENTED_")
caches = getattr(opcode, "_inline_cache_entries", {})
if not hasattr(caches, "items"):
    caches = {opcode.opname[number]: count for number, count in enumerate(caches) if count}
known = set(names.values())
print(
    json.dumps(
        {
            "version": "%d.%d" % sys.version_info[:2],
            "magic": MAGIC_NUMBER[0] | MAGIC_NUMBER[1] << 8,
            "ops": " ".join(names.get(number, "-") for number in range(256)).rstrip("- "),
            "caches": {name: count for name, count in sorted(caches.items()) if name in known},
            "relative": " ".join(sorted({opcode.opname[n] for n in opcode.hasjrel} & known)),
            "absolute": " ".join(sorted({opcode.opname[n] for n in opcode.hasjabs} & known)),
        }
    )
)
