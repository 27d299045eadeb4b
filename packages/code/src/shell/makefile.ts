/** The commands of a makefile as a shell text of the same length: everything else is blanks. */
export function makefileText(text: string): string {
  return text
    .split('\n')
    .map((line) => {
      if (line.startsWith('\t'))
        return line.replace(/^\t\s*[@+-]*/, (blank) => ' '.repeat(blank.length)).replaceAll('$$', ' $');
      // `X := $(shell command)` runs while the file is read.
      const shell = /^(?<before>[^#]*?\$\(shell\s)(?<command>[^]*)\)\s*$/.exec(line)?.groups;
      return shell?.command === undefined
        ? ' '.repeat(line.length)
        : ' '.repeat(shell.before?.length ?? 0) + shell.command;
    })
    .join('\n');
}
