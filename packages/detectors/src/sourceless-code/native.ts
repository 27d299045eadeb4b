import { exfilMentionsIn } from '@weir/intel';
import type { Finding, Severity } from '@weir/model';
import type { NativeMember } from '../distribution.ts';
import { fileFinding, indicatorsIn, shiftSeverity } from '../finding.ts';
import { isOddTarget } from '../lib/odd-target.ts';
import { listed } from '../lib/python-files.ts';

/** Commands that fetch what they run. */
const FETCHES_AND_RUNS =
  /\b(?:curl|wget)\s[^|]{3,300}\|\s*(?:ba|da|z)?sh(?:\b|(?=https?:))|\bpowershell(?:\.exe)?\s[^"]{0,200}(?:-e(?:nc|ncodedcommand)?\s|downloadstring|downloadfile|invoke-webrequest|\biwr\b|\biex\b)|\bcertutil(?:\.exe)?\s[^"]{0,80}-urlcache|\bbitsadmin(?:\.exe)?\s[^"]{0,80}\/transfer|\bmshta(?:\.exe)?\s+https?:|\/dev\/tcp\/\d/i;
/** Where secrets lie, by whose they are. */
const SECRETS: readonly (readonly [string, RegExp])[] = [
  ['SSH keys', /\.ssh[/\\]|\bid_rsa\b/],
  ['cloud keys', /\.aws[/\\]credentials/],
  ['passwords of browsers', /\bLogin Data\b|\bLocal State\b|cookies\.sqlite/],
  ['wallets', /wallet\.dat/],
  ['messengers', /(?:discord|Telegram Desktop)[^]{0,40}(?:leveldb|tdata)/i],
];
const NETWORK =
  /^(?:connect|Internet|URLDownload|WinHttp|requests|urlopen|urllib|httpx|aiohttp|socket|getaddrinfo)/;
/** Names of those who send what is the machine's. */
const GIVES_AWAY =
  /^(?:post|environ|getenv|gethostname|getuser|getlogin|expanduser|subprocess|Popen|system|popen)$/;
const INJECTS = ['CreateRemoteThread', 'WriteProcessMemory'];
/** An address of a server that somebody started by hand. */
const ODD_PORT = /^https?:\/\/(?!localhost|127\.|0\.0\.0\.0|\[)[^/:]+:(?!(?:80|443|8080|8443)\b)\d{2,5}\b/i;

interface Sign {
  readonly severity: Severity;
  readonly says: string;
  readonly text: string;
}

/** Addresses as they stand in a text, which may go on behind them. */
const addressesIn = (texts: readonly string[]): string[] =>
  texts.flatMap((text) => text.match(/https?:\/\/[\w.\-[\]:@/%?&=+~#]{4,200}/g) ?? []);

/** The worst that the texts of a file for the machine say; null where they say nothing. */
function signOf({ texts, names, maker }: NativeMember): Sign | null {
  const command = texts.find((text) => FETCHES_AND_RUNS.test(text));
  if (command !== undefined)
    return { severity: 'high', says: 'holds a command that fetches what it runs', text: command };
  const inbox = texts.find((text) => exfilMentionsIn(text).some(({ mailbox }) => mailbox));
  if (inbox !== undefined)
    return { severity: 'high', says: 'holds the address of somebody’s inbox', text: inbox };
  const isOnline = names.some((name) => NETWORK.test(name));
  const secrets = SECRETS.filter(([, pattern]) => texts.some((text) => pattern.test(text))).map(
    ([what]) => what,
  );
  if (secrets.length > 1 && isOnline)
    return { severity: 'high', says: `names places of ${listed(secrets)} and the network`, text: '' };
  const odd = addressesIn(texts).find((url) => isOddTarget(url) || ODD_PORT.test(url));
  const given = names.filter((name) => GIVES_AWAY.test(name));
  if (odd !== undefined && isOnline && maker !== null && given.length > 0)
    return {
      severity: 'high',
      says: `names ${listed(given)} and an address that is no service’s`,
      text: odd,
    };
  if (INJECTS.every((name) => names.includes(name)))
    return { severity: 'medium', says: 'puts code into other processes', text: INJECTS.join(' ') };
  return null;
}

const MADE_BY: Readonly<Record<string, string>> = {
  cython: 'Cython',
  nuitka: 'Nuitka',
  pyinstaller: 'PyInstaller',
  pyarmor: 'PyArmor',
  mypyc: 'mypyc',
};

/** What can be read in files for the machine: nobody sees more of them without running them. */
export function nativeFindings(detector: string, members: readonly NativeMember[]): Finding[] {
  return members
    .flatMap((member) => {
      const sign = signOf(member);
      if (!sign) return [];
      const by =
        member.maker === null ? '' : `, Python compiled by ${MADE_BY[member.maker] ?? member.maker},`;
      return [
        fileFinding(
          detector,
          { ...member, ...(sign.text === '' ? {} : { snippet: sign.text }) },
          {
            rule: 'native',
            severity: member.stage === 'use' ? shiftSeverity(sign.severity, -1) : sign.severity,
            confidence: 0.8,
            summary: `${member.path}${by} ${sign.says}`,
            indicators: indicatorsIn(sign.text),
          },
        ),
      ];
    })
    .slice(0, 10);
}
