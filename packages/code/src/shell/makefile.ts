/** The commands of a makefile as a shell text of the same length: everything else is blanks. */
export function makefileText(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('\t'))
        return line.replace(/^\t\s*[@+-]*/, (blank) => ' '.repeat(blank.length)).replaceAll('$$', ' $');
      // `X := $(shell command)` runs while the file is read.
      const before = /^[^#]*?\$\(shell\s/.exec(line)?.[0];
      if (before === undefined) return ' '.repeat(line.length);
      const command = toClosing(line.slice(before.length));
      return ' '.repeat(before.length) + command.replaceAll('$$', ' $');
    })
    .join('\n');
}

/** What stands in front of the parenthesis that closes one before it; all of it where none does. */
function toClosing(text: string): string {
  let open = 1;
  for (let at = 0; at < text.length; at++) {
    if (text[at] === '(') open++;
    else if (text[at] === ')' && --open === 0) return text.slice(0, at);
  }
  return text;
}
