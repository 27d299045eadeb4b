import type { ShellAction, Site } from './action.ts';
import { optionValue, urlsIn } from './words.ts';

/** Programs that fetch what an address names. */
export const DOWNLOADERS: ReadonlySet<string> = new Set([
  'curl',
  'wget',
  'wget2',
  'aria2c',
  'axel',
  'fetch',
  'http',
  'https',
  'lwp-download',
  'lwp-request',
  'certutil',
  'bitsadmin',
  'iwr',
  'invoke-webrequest',
  'irm',
  'invoke-restmethod',
  'start-bitstransfer',
]);

const SENDS =
  /^(?:-d|--data|--data-\w+|-F|--form|--form-string|-T|--upload-file|--post-data|--post-file|--body-data|--body-file|--json|-Method)(?:=|$)/i;

/** What a download fetches, where it puts it and who runs it. */
export function downloadAction({ base, program, args, reader, writes }: Site): ShellAction {
  // `-O` names a file for wget; curl takes the name that the address ends in.
  const file =
    program === 'wget'
      ? /^-\w*O$|^--output-document$/
      : /^-[a-zA-Z]*o$|^--output$|^-(?:[oO]ut[fF](?:ile)?|[dD]estination)$/;
  const glued = /^-\w*?(?<mark>[oO])(?<file>[./~$][^]*)$/;
  const output =
    optionValue(args, file) ??
    args.map((word) => glued.exec(word)?.groups?.file).find((path) => path !== undefined) ??
    writes[0] ??
    null;
  const words = args.filter((word) => !word.startsWith('-'));
  const urls = urlsIn(args.join(' '));
  const bare = words.find((word) => /^[\w-]+(?:\.[\w-]+)+(?:[:/]|$)/.test(word) && word !== output);
  // The whole file name of an address that is saved under its own name.
  const own = args.some((word) => /^-\w*O\w*$|^--remote-name/.test(word)) || program === 'wget';
  const address = urls[0] ?? bare ?? '';
  const last = /\/(?<name>[^/?#]+)(?:[?#]|$)/.exec(address.replace(/^\w+:\/\/[^/]*/, ''))?.groups?.name;
  const sends =
    args.some((word) => SENDS.test(word)) ||
    (args.some((word) => /^-X(?:POST|PUT)?$|^--request/i.test(word)) && /post|put/i.test(args.join(' ')));
  return {
    ...base,
    kind: 'download',
    urls: urls.length > 0 ? urls : bare ? [bare] : [],
    into: reader,
    output: output ?? (own && reader === null ? (last ?? null) : null),
    sends,
  };
}
