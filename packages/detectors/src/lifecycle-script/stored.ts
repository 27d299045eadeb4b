import type { ShellAction } from '@weir/code';
import type { Claim } from '../finding.ts';
import { programOf } from '../reach.ts';

/** A name of which nothing is known. */
const UNKNOWN_NAME = '$UNKNOWN';

/** The name under which a download is stored, as later commands say it; null when nothing tells. */
function storedName(action: ShellAction & { kind: 'download' }): string | null {
  const word =
    action.output ??
    action.argv.slice(2).find((item) => !item.includes('://') && /[\w)]\.[a-z0-9]{2,4}$/i.test(item));
  const kept = action.argv.some((item) => /^(?:-[a-zA-Z]*O[a-zA-Z]*|--remote-name)$/.test(item))
    ? action.urls[0]?.replace(/[?#].*$/, '')
    : undefined;
  // Written to the output, for another program to read.
  if (word === '-') return null;
  const name = (word ?? kept)?.replace(/^.*[\\/]/, '') ?? null;
  return name === '' ? null : name;
}

/** What runs a file that it is given first. */
const RUNS_FILE =
  /^(?:pythonw?[\d.]*|pypy3?|(?:ba|z|da|k)?sh|fish|node|bun|deno|perl|ruby|php|java|powershell|pwsh|cmd|source|\.|start|open|xdg-open|mshta|rundll32|regsvr32|[wc]script|msiexec)$/i;
/** What makes a program of a file, or has what it holds installed or loaded, wherever it stands among the words. */
const MAKES_PROGRAM = /^(?:chmod|pip[\d.]*|npm|dpkg|rpm|apt|apt-get|insmod|crontab|schtasks|xargs)$/i;
/** Switches of shells of Windows, and options. */
const SWITCH = /^(?:-|\/[a-z]+$)/i;

const lastPart = (word: string): string => word.replace(/^.*[\\/]/, '');

/**
 * Whether an action runs what is stored under a name. Where nothing is known of the name, anything may be meant by it:
 * only what runs a file counts then, not what packs it out, or fetches it once more.
 */
function isRunner(action: ShellAction, name: string): boolean {
  const [word = '', ...args] = action.argv;
  if (/^(?:rm|del|ls|echo)$/.test(word) || (action.kind === 'download' && action.into === null)) return false;
  if (name !== UNKNOWN_NAME) return action.argv.some((item) => lastPart(item) === name);
  if (lastPart(word) === name) return true;
  const program = programOf(action);
  if (MAKES_PROGRAM.test(program)) return args.some((item) => lastPart(item) === name);
  return RUNS_FILE.test(program) && lastPart(args.find((item) => !SWITCH.test(item)) ?? '') === name;
}

/** `curl -o x … && ./x`: a later command runs what an earlier one stored. */
export function storedAndRun(
  actions: readonly ShellAction[],
): { readonly action: ShellAction; readonly claim: Claim } | null {
  for (const [index, action] of actions.entries()) {
    // A folder is gone into as well; see `clonedAndRun`.
    if (action.kind !== 'download' || action.argv[0] === 'git') continue;
    const name = storedName(action);
    if (name === null) continue;
    const runner = actions.slice(index + 1).find((later) => isRunner(later, name));
    if (!runner) continue;
    return {
      action,
      claim: {
        rule: 'download-and-run',
        severity: 'critical',
        confidence: 0.9,
        summary: `what is downloaded to ${name} is run`,
        chain: [action.urls[0] ?? 'download', runner.argv.join(' ')],
      },
    };
  }
  return null;
}
