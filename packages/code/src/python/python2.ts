/**
 * Rewrites what Python 2 alone understands into Python 3, line by line and without moving lines: `print` and `exec`
 * statements, `except E, e`, `raise E, x`, backticks, `<>`, `ur''`, octal and long numbers. For sources that do not parse as
 * they are: text inside strings may be changed as well.
 */
export function rewritePython2(text: string): string {
  return expandTabs(text)
    .split('\n')
    .map((line) => (line.length > 200_000 ? line : rewriteLine(line)))
    .join('\n');
}

/** Python 2 takes a tab for up to eight columns; mixed indentation is read that way. */
function expandTabs(text: string): string {
  return text.replace(/^[ \t]+/gm, (indent) => {
    if (!indent.includes('\t')) return indent;
    let columns = 0;
    for (const char of indent) columns = char === '\t' ? columns + 8 - (columns % 8) : columns + 1;
    return ' '.repeat(columns);
  });
}

const PRINT = /^(\s*(?:[^'"#]*?(?::|;)\s*)?)print\b(?!\s*[=.])[ \t]*(?:>>\s*[\w.]+\s*,?\s*)?(.*?)(,?)\s*$/;
const EXEC = /^(\s*(?:[^'"#]*?(?::|;)\s*)?)exec\b(?!\s*[=.(])[ \t]*(.*?)\s*$/;
/** Where `exec` runs code; a bracket that closes one from before tells the `in` of a generator. */
const SCOPE = /\s+in\s+(?:[\w. ,]|\([\w. ,]*\))+$/;

function opensLongText(line: string): boolean {
  const quotes = line.match(/"""|'''/g);
  return quotes !== null && quotes.length % 2 === 1;
}

function rewriteLine(line: string): string {
  let text = line;
  // A text of several lines ends elsewhere: it stands alone then.
  if (/\bprint\b/.test(text) && opensLongText(text)) text = text.replace(/\bprint\b\s*/, '');
  if (/\bprint\b/.test(text) && !/\bprint\s*\(.*\)\s*$/.test(text)) text = text.replace(PRINT, '$1print($2)');
  if (/\bexec\b/.test(text))
    text = text.replace(
      EXEC,
      (_all, before: string, code: string) => `${before}exec(${code.replace(SCOPE, '')})`,
    );
  if (/\bexcept\b/.test(text))
    text = text.replace(/\bexcept\s+([\w.]+|\([^)]*\))\s*,\s*(\w+)\s*:/, 'except $1 as $2:');
  if (/\braise\b/.test(text)) text = text.replace(/\braise\s+([\w.]+)\s*,\s*(.+)$/, 'raise $1($2)');
  if (text.includes('`')) text = text.replace(/`([^`]*)`/g, 'repr($1)');
  if (text.includes('<>')) text = text.replaceAll('<>', '!=');
  if (/\bur['"]/i.test(text)) text = text.replace(/\bur(?=['"])/gi, 'r');
  if (/\d[lL]\b/.test(text)) text = text.replace(/(?<![\w.])(0[xX][\da-fA-F]+|\d+)[lL]\b/g, '$1');
  return text.replace(/(?<![\w.])0+(?=[1-9]\d*\b)(?![xXoObB])/g, (zeros, at: number) =>
    /^[0-7]+\b(?!\.)/.test(text.slice(at + zeros.length)) ? '0o' : '',
  );
}
