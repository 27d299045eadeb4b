import { LABEL } from '../js/labels.ts';

/** Programs that print what they download, unless they are told a file for it. */
const DOWNLOADS =
  /^\s*(?:\S*\/)?(?:curl(?:\.exe)?(?![^|;&]*\s(?:-[a-zA-Z]*[oO]|--output|--remote-name))|wget(?=[^|;&]*\s-[a-zA-Z]*O\s?-))\s[^|;&]*/;
/** Programs that print the texts which somebody keeps under a name. */
const ASKS_RECORDS =
  /^\s*(?:nslookup|dig|host|kdig|drill|resolvectl|Resolve-DnsName)\b[^|;&]*\bTXT\b[^|;&]*/i;
/** Who is asked: an address, or a name with a dot. */
const PLACE = /(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+/g;

/** Installers that their makers publish to be read by a shell: whoever starts them is given what the makers give everybody. */
const INSTALLER =
  /^https?:\/\/(?:astral\.sh|sh\.rustup\.rs|get\.pnpm\.io|bun\.sh|deno\.land|install\.python-poetry\.org|bootstrap\.pypa\.io|get\.docker\.com)(?:$|[/:?#])/;

/** What a command prints that another machine says, by its words: the label of that, and who is asked. */
export function fetchedBy(line: string): { readonly label: number; readonly places: readonly string[] } {
  const download = DOWNLOADS.exec(line)?.[0];
  const text = download ?? ASKS_RECORDS.exec(line)?.[0];
  if (text === undefined) return { label: 0, places: [] };
  const named = text.match(PLACE) ?? [];
  const places = download === undefined ? named : named.filter((place) => place.includes('://'));
  const isInstaller = places.length > 0 && places.every((place) => INSTALLER.test(place));
  return isInstaller ? { label: 0, places: [] } : { label: LABEL.network, places };
}
