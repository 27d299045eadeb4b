/** One line of a requirements file that says what is installed, from where, or which other file does. */
export interface RequirementsLine {
  readonly kind: 'requirement' | 'index' | 'file';
  /** A requirement (PEP 508) or an address, the address of an index, or a path. */
  readonly value: string;
  /** 1-based. */
  readonly line: number;
}

const LINES_MAX = 2_000;
const LINE_CHARS_MAX = 2_000;

const INDEX = /^(?:-[if]|--(?:extra-)?index-url|--find-links)(?:\s*=\s*|\s+)["']?(?<value>[^\s"']+)/;
const FILE = /^(?:-[rc]\s*|--(?:requirement|constraint)(?:\s*=\s*|\s+))["']?(?<value>[^\s"']+)/;
const EDITABLE = /^(?:-e|--editable)(?:\s*=\s*|\s+)/;
/** Options of one requirement (`--hash=sha256:…`). */
const OWN_OPTIONS = /\s--[a-z][^]*$/;
const REQUIREMENT =
  /^(?:[A-Za-z][\w.-]*\s*(?:\[[\w., -]*\])?\s*(?:\(?\s*[=<>!~]=?[^;@]*|@\s*\S+)?(?: ?;.*)?|(?:git\+|https?:\/\/)\S+)$/;
/** What no word of a text has: versions, extras, addresses, markers. */
const TELLING = /[=<>~]=|[<>]\s*\d|@\s*\w+[+:]|:\/\/|\]|;/;

/**
 * The lines of a requirements file (pip's documentation, "Requirements File Format"). `sure` is false where the text
 * could be another one: a line that is none of these, or nothing but words. Never throws.
 */
export function parseRequirementsFile(text: string): {
  readonly lines: readonly RequirementsLine[];
  readonly sure: boolean;
} {
  const found: RequirementsLine[] = [];
  let others = 0;
  let telling = false;
  for (const [at, raw] of text
    .split(/\r\n?|\n/)
    .slice(0, LINES_MAX)
    .entries()) {
    const said = raw
      .slice(0, LINE_CHARS_MAX)
      .replace(/\s+/g, ' ')
      .replace(/(?:^|\s)#.*$/, '')
      .replace(/\\$/, '')
      .trim();
    const line = at + 1;
    const index = INDEX.exec(said)?.groups?.value;
    const file = FILE.exec(said)?.groups?.value;
    const requirement = said.replace(EDITABLE, '').replace(OWN_OPTIONS, '').trim();
    if (index !== undefined) found.push({ kind: 'index', value: index, line });
    else if (file !== undefined) found.push({ kind: 'file', value: file, line });
    else if (REQUIREMENT.test(requirement)) found.push({ kind: 'requirement', value: requirement, line });
    else if (said !== '' && !said.startsWith('-') && requirement !== '.') others++;
    telling ||= index !== undefined || file !== undefined || TELLING.test(requirement);
  }
  return { lines: found, sure: others === 0 && telling };
}
