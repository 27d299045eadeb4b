import { InvalidArgumentError } from 'commander';

/** Reads an option that counts something. Commander prints the message beside the option's name. */
export function wholeNumber(min: number, max: number): (text: string) => number {
  return (text) => {
    const value = Number(text);
    if (!/^\d+$/.test(text) || value < min || value > max) {
      throw new InvalidArgumentError(`Give a whole number from ${min} to ${max}.`);
    }
    return value;
  };
}

/** Reads a position in a change feed, which is decimal text of any size. */
export function feedPosition(text: string): string {
  if (!/^\d{1,20}$/.test(text))
    throw new InvalidArgumentError('Give a sequence number, as `weir feeds` shows it.');
  return text;
}

/** What `--help` shows below the options. */
export function examples(...commands: readonly string[]): string {
  return `\nExamples:\n${commands.map((command) => `  ${command}`).join('\n')}`;
}
