/** A value of a gyp file: gyp evaluates a Python literal (gyp.readthedocs: input format reference). */
export type GypValue = GypText | GypList | GypDict | GypOther;
export interface GypText {
  readonly type: 'text';
  readonly value: string;
  readonly offset: number;
}
export interface GypList {
  readonly type: 'list';
  readonly items: readonly GypValue[];
  readonly offset: number;
}
export interface GypDict {
  readonly type: 'dict';
  readonly entries: readonly (readonly [GypText, GypValue])[];
  readonly offset: number;
}
/** Numbers and names. */
export interface GypOther {
  readonly type: 'other';
  readonly offset: number;
}

const DEPTH_MAX = 64;
const VALUES_MAX = 50_000;
const ESCAPES: Readonly<Record<string, string>> = { n: '\n', t: '\t', r: '\r', '\n': '' };

/** Reads a gyp file; null for what is no literal, or too large. Never throws. */
export function parseGyp(text: string): GypValue | null {
  let at = 0;
  let values = 0;

  function skip(): void {
    for (;;) {
      while (/\s/.test(text[at] ?? '')) at++;
      if (text[at] !== '#') return;
      const end = text.indexOf('\n', at);
      at = end < 0 ? text.length : end;
    }
  }

  function readString(): string | null {
    const prefix = /^[rRuUbB]{0,2}(?='|")/.exec(text.slice(at, at + 3));
    if (!prefix) return null;
    const raw = /r/i.test(prefix[0]);
    at += prefix[0].length;
    const mark = text.startsWith(text[at]?.repeat(3) ?? '', at) ? text.slice(at, at + 3) : (text[at] ?? '');
    at += mark.length;
    let made = '';
    while (at < text.length && !text.startsWith(mark, at)) {
      const char = text[at] ?? '';
      if (char !== '\\' || raw) {
        made += char;
        at++;
        continue;
      }
      const code = /^\\(?:x(?<hex>[0-9a-fA-F]{2})|u(?<unicode>[0-9a-fA-F]{4})|(?<octal>[0-7]{1,3}))/.exec(
        text.slice(at, at + 6),
      );
      const digits = code?.groups?.hex ?? code?.groups?.unicode;
      if (code) {
        const value =
          digits === undefined ? Number.parseInt(code.groups?.octal ?? '0', 8) : Number.parseInt(digits, 16);
        made += String.fromCharCode(value);
        at += code[0].length;
      } else {
        const next = text[at + 1] ?? '';
        made += ESCAPES[next] ?? (/['"\\]/.test(next) ? next : `\\${next}`);
        at += 2;
      }
    }
    at += mark.length;
    return made;
  }

  function readText(): GypText | null {
    const offset = at;
    let value = readString();
    if (value === null) return null;
    // Strings beside each other are one.
    for (;;) {
      skip();
      const more = readString();
      if (more === null) return { type: 'text', value, offset };
      value += more;
    }
  }

  function readList(close: string, depth: number): GypList | null {
    const offset = at++;
    const items: GypValue[] = [];
    for (;;) {
      skip();
      if (text[at] === close) {
        at++;
        return { type: 'list', items, offset };
      }
      const item = readValue(depth + 1);
      if (!item) return null;
      items.push(item);
      skip();
      if (text[at] === ',') at++;
      else if (text[at] !== close) return null;
    }
  }

  function readDict(depth: number): GypDict | null {
    const offset = at++;
    const entries: (readonly [GypText, GypValue])[] = [];
    for (;;) {
      skip();
      if (text[at] === '}') {
        at++;
        return { type: 'dict', entries, offset };
      }
      const key = readText();
      skip();
      if (!key || text[at] !== ':') return null;
      at++;
      skip();
      const value = readValue(depth + 1);
      if (!value) return null;
      entries.push([key, value]);
      skip();
      if (text[at] === ',') at++;
      else if (text[at] !== '}') return null;
    }
  }

  function readValue(depth: number): GypValue | null {
    if (depth > DEPTH_MAX || ++values > VALUES_MAX) return null;
    skip();
    const char = text[at] ?? '';
    if (char === '{') return readDict(depth);
    if (char === '[') return readList(']', depth);
    if (char === '(') return readList(')', depth);
    const string = readText();
    if (string) return string;
    const word = /^[-+\w.]+/.exec(text.slice(at, at + 200))?.[0];
    if (word === undefined) return null;
    const offset = at;
    at += word.length;
    return { type: 'other', offset };
  }

  return readValue(0);
}
