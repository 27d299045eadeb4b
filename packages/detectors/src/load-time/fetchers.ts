import { type CommandFact, LABEL, type ShellAction } from '@weir/code';
import type { CodeUnit } from '../contract.ts';
import { isRegistryName } from '../lib/package-sources.ts';
import { programOf } from '../reach.ts';

const POWERSHELL = /^(?:powershell|pwsh)$/i;
/** Signs requests in to the proxy of the machine with what its user is signed in with. */
const PROXY =
  /^\[System\.Net\.WebRequest\]::DefaultWebProxy\.Credentials\s*=\s*\[System\.Net\.CredentialCache\]::DefaultCredentials$/i;
/** Stores what an address gives, and runs nothing of it; the address and the path are texts or not known. */
const STORES =
  /^\(New-Object\s+(?:System\.)?Net\.WebClient\)\.DownloadFile\(\s*(?:'(?<address>[^'`]*)'|\$UNKNOWN)\s*,\s*(?:'[^'`]*'|\$UNKNOWN)\s*\)$/i;

/** The address of a script that only stores a file, empty where it is not known; null for any other script. */
function storedFrom(script: string): string | null {
  const statements = script.split(';').flatMap((text) => (text.trim() === '' ? [] : [text.trim()]));
  const [only, ...more] = statements.filter((text) => !PROXY.test(text));
  const match = only === undefined || more.length > 0 ? null : STORES.exec(only);
  return match ? (match.groups?.address ?? '') : null;
}

/** Whether the words of a command are what a caller gives, and nothing else. */
const isGiven = ({ facts }: CodeUnit, { offset, live }: CommandFact): boolean =>
  !live && facts.flow.flows.some((flow) => flow.offset === offset && flow.labels === LABEL.param);

/**
 * True for PowerShell that does what `curl -o` does: it stores a file of what calls itself a registry, or of an address
 * that only the caller knows, whose own call is told with it. One that hides its window, or does anything else, is none.
 */
export function isStoring(unit: CodeUnit, command: CommandFact, action: ShellAction): boolean {
  const [, option = '', script = '', ...more] = action.argv;
  if (!POWERSHELL.test(programOf(action)) || !/^-c(?:ommand)?$/i.test(option) || more.length > 0)
    return false;
  const address = storedFrom(script);
  if (address === null) return false;
  if (address === '' || address.startsWith('$UNKNOWN')) return isGiven(unit, command);
  return URL.canParse(address) && address.startsWith('https://') && isRegistryName(new URL(address).hostname);
}
