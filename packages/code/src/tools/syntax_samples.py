"""Prints inert sources with the tree that CPython's own `ast` makes of each, as JSON: what our parser is tested with.

    python3 packages/code/src/tools/syntax_samples.py > packages/code/src/python/syntax/samples.json

A node is its name, its place where it has one (line, column, last line, last column) and its fields. Nodes inside of
f-strings have no place here: CPython gives right ones since 3.12 only, and this runs on 3.11.
"""

import ast
import json
import sys

SOURCES = [
    "x = 1",
    "a = b = c, d = 1, 2,\ne: int = 5\nf.g[0]: 'T'\n(h) = [i, *j] = k",
    "x += 1; y -= 2; z *= 3; a @= b; a //= b; a **= b; a >>= b; a <<= b; a &= b; a |= b; a ^= b; a %= b; a /= b",
    "a or b and not c or d if e else f if g else lambda: h",
    "a + b * c ** -d ** e - f // g % h @ i / j",
    "a | b ^ c & d << e >> f + -g - ~+h",
    "(a + b) * (c).d[(e)](f)",
    "a < b <= c != d == e > f >= g is h is not i in j not in k",
    "not a in b\nnot (not a) == b",
    "f(a, *b, c=d, **e)\nf(x for x in y if z if w)\nf(a, (b for b in c),)\nf()(g)(h,)",
    "a.b.c.d().e[f].g[h, i][j:k, l:m:n, ::2, :, *o]",
    "[]\n[a, *b,]\n()\n(a,)\n(a, *b)\n{}\n{a}\n{*a, b}\n{a: b, **c, d: e,}\n{**a}",
    "[a for b in c]\n{a for b, c in d for e in f if g}\n{a: b for c in d}\n(a for *b, c in d)",
    "async def f():\n    async for a in b:\n        await c\n    else:\n        d\n    async with e as g, h:\n        pass\n"
    "    return [x async for x in y]\n    await a ** b",
    "def f(a, b: int, /, c=1, *d: str, e, g=2, **h) -> i: pass\ndef f(*, a): ...\ndef f(a, /): return\n"
    "lambda: 0\nlambda a, /, b=1, *c, d, **e: f\nlambda *, a: a",
    "@a.b(c)\n@d\ndef f():\n  'doc'\n  yield\n  x = yield a, b\n  yield from c\n  return *a, b\n",
    "class A: pass\nclass B(): x = 1; y = 2;\n@a\nclass C(D, *e, metaclass=F, **g):\n    def h(self): return 1; \n    z = 3",
    "if a: b\nelif c:\n    d\nelif e: f; g\nelse:\n    h\n\n\n",
    "while a:\n    if b: break\n    continue\nelse:\n\tc",
    "for a, in b: c\nfor a.b, *c[d] in e, f:\n  pass\nelse: g",
    "try:\n  a\nexcept: b\ntry:\n  a\nexcept (B, C) as d:\n  e\nexcept F:\n  g\nelse:\n  h\nfinally:\n  i\n"
    "try: a\nfinally: b\ntry:\n  a\nexcept* B as c:\n  d",
    "with a: b\nwith a as b, c as (d, e): f\nwith (a as b, c): d\nwith (a, b) as c: d\nwith (a): b\nwith (a).b as c: d\n"
    "with (yield): pass",
    "import a, b.c as d\nfrom . import e\nfrom ...f.g import h as i, j\nfrom .... import (k,\n    l as m, # n\n    )\nfrom o import *",
    "raise\nraise a\nraise a from b\nassert a\nassert a, b\ndel a, b.c, d[e], (f, g)\nglobal a, b\npass;",
    "def f():\n    nonlocal a\n    return\n",
    "match a:\n    case 1 | -2.5 | 3+4j: b\n    case 'c' 'd': e\n    case None | True: f\n    case [a, *b] | (c, d) | (e): g\n"
    "    case {'h': i, j.k: l, **m}: n\n    case O(p, q=r) as s if t: u\n    case v, w: x\n    case y.z | [*_]:\n      pass\n    case _: a",
    "match = 1\nmatch.a(b)\nmatch[c] = d\nmatch (e)\nmatch: int = 3\nprint(match, case, type)\ncase = type = 4\ntype (a)",
    "match a, b:\n    case c: d\nmatch (e):\n    case f: g",
    "0 00 1_000 0xFF 0o17 0b1_1 1. .5 1e3 1.5E-3 2j 1e5J 12345678901234567890 0x1FFFFFFFFFFFFFFFF 9007199254740993".replace(" ", "\n"),
    "1if a else 2\n[0x1for x in y]",
    "'a' \"b\" 'c\\n\\x41\\101\\u0041\\U0001F600\\'\\\"\\\\\\q'\nr'a\\nb' R\"c\\\"\"\nb'\\x00\\xff\\377' B'a' rb'\\x' bR'\\''\nu'd'\n'''e\n'f' ''g\\\nh'''\n"
    '"""i"j\n"""\n\'\'\n""\n\'a\\\nb\'',
    "f'a{b}c{{d}}{e!r}{f:>{g}}{h!s:{i}.{j}}{k=}{l = !a}{m=:5}'\nf'' 'n' f'{o}p' 'q'\nrf'\\d{a}\\n'\nf'{a[\"b\"]}{c(\"d\")}{ {1: 2}[1] }{x if y else z}'\n"
    "f'''{\na\n}\n{b:\n}'''\nf'{a!r:^{b}}' f'{(lambda x: x)}' f'{a,}{*b,}{yield_}'\nf'{a}\\x41'",
    "x = (1 +\n     2) \\\n    + 3\nif x: \\\n    y\n# comment\n    # odd indent\n\n  \t\nz = [ # c\n  1,\n\n# d\n  2]",
    "if a:\n\tb\n\tif c:\n\t\td\n\telse: e\n",
    "s = 'grüße 日本 😀' + x\ny = '😀'; z = 'é'.f(g)\nnaïve = größe.日本\nf'é{a}😀{b}'\n'''é\n😀''' + c",
    "a if (b := c) else (d, e := f)\nprint(g := 1)\n[h := i for i in j]",
    "x = yield\ny = (yield)\nz = [(yield a)]",
    "print >>a, b\nexec(c)\nasync_ = await_ = 1\nnonlocal_ = 2\nNone_ = True_",
    "a[b, ] = c[*d]\na[b:=c]\na[lambda: d]\na[:,::]",
    "",
    "\n\n# only comments\n",
    "'docstring'",
    "def f():\n    if a:\n        return 1;\n    b\nx",
]
# Fields that our trees do not have.
LEFT_OUT = {"kind", "type_comment", "type_ignores", "simple", "ctx", "is_async", "conversion"}
NAMES = {"alias": "Alias", "arg": "Arg", "arguments": "Arguments", "keyword": "Keyword", "withitem": "WithItem",
         "comprehension": "Comprehension", "match_case": "MatchCase"}


def tree(value, placed=True):
    if isinstance(value, list):
        return [tree(item, placed) for item in value]
    if isinstance(value, ast.AST):
        name = type(value).__name__
        inner = placed and name != "JoinedStr"
        fields = {key: tree(item, inner) for key, item in ast.iter_fields(value) if key not in LEFT_OUT and item is not None}
        if name in ("Constant", "MatchSingleton") and value.value is None:
            fields["value"] = None
        node = {"is": NAMES.get(name, name), **fields}
        if placed and hasattr(value, "lineno"):
            node["at"] = [value.lineno, value.col_offset, value.end_lineno, value.end_col_offset]
        return node
    if isinstance(value, bytes):
        return value.decode("latin-1")
    if value is Ellipsis:
        return "..."
    if isinstance(value, complex):
        return "imaginary"
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > 2**53 - 1:
        return f"{value}n"
    return value


def main():
    if sys.version_info[:2] != (3, 11):
        raise SystemExit(f"trees are those of CPython 3.11, and this is {sys.version.split()[0]}")
    for source in SOURCES:
        try:
            ast.parse(source)
        except SyntaxError as error:
            raise SystemExit(f"{error}: {source!r}") from error
    samples = [{"source": source, "tree": tree(ast.parse(source).body)} for source in SOURCES]
    print(json.dumps(samples, ensure_ascii=False, indent=0))


main()
