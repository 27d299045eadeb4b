/** Texts without anything that PowerShell would run inside of them. */
const TEXT = /'[^'\n]*'|"[^"\n$`(]*"/g;
const ARGUMENT = String.raw`(?:-?[\w:/\\.*]+|\$[\w.]+)`;
const ASKING = String.raw`(?:Get|Select|Sort|Measure|Write)-[A-Za-z]+`;
const SIMPLE = String.raw`${ASKING}(?:\s+${ARGUMENT})*`;
const NESTED = String.raw`\(${SIMPLE}\)(?:\.\w+)*`;
/** `$part = Get-Item x`, `Write-Output (Get-Item x).Name`, `$part.Name`: a word alone is a command, and nothing else is known to do no harm. */
const ASKS = new RegExp(
  String.raw`^(?:\$\w+\s*=\s*)?(?:${ASKING}(?:\s+(?:${ARGUMENT}|${NESTED}))*|${NESTED}|\$[\w.]+|[\d.]+)$`,
  'i',
);

/**
 * Whether a script of PowerShell, known as a whole, does nothing but look at the machine and print what it sees: such a
 * script is encoded for its quotes. By what is known to ask, as what acts has more names than anybody lists.
 */
export function onlyAsks(script: string): boolean {
  const statements = script
    .replace(TEXT, '0')
    .split(/[;|\n]/)
    .map((statement) => statement.trim())
    .filter((statement) => statement !== '');
  return statements.length > 0 && statements.every((statement) => ASKS.test(statement));
}
