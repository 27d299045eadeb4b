import { LABEL } from '../js/labels.ts';

/** Programs that print what they download, unless they are told a file for it. */
const DOWNLOADS =
  /^\s*(?:\S*\/)?(?:curl(?:\.exe)?(?![^|;&]*\s(?:-[a-zA-Z]*[oO]|--output|--remote-name))|wget(?=[^|;&]*\s-[a-zA-Z]*O\s?-))\s[^|;&]*/;
/** Programs that print the texts which somebody keeps under a name. */
const ASKS_RECORDS =
  /^\s*(?:nslookup|dig|host|kdig|drill|resolvectl|Resolve-DnsName)\b[^|;&]*\bTXT\b[^|;&]*/i;
/** Who is asked: an address, or a name with a dot. */
const PLACE = /(?:https?:\/\/)?[\w-]+(?:\.[\w-]+)+/g;

/** What a command prints that another machine says, by its words: the label of that, and who is asked. */
export function fetchedBy(line: string): { readonly label: number; readonly places: readonly string[] } {
  const download = DOWNLOADS.exec(line)?.[0];
  const text = download ?? ASKS_RECORDS.exec(line)?.[0];
  if (text === undefined) return { label: 0, places: [] };
  const places = text.match(PLACE) ?? [];
  return {
    label: LABEL.network,
    places: download === undefined ? places : places.filter((place) => place.includes('://')),
  };
}
