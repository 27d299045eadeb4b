import type { ShellAction, Site } from './action.ts';
import { operands, optionValue, urlsIn } from './words.ts';

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
  /^(?:--data|--data-\w+|--form|--form-string|--upload-file|--post-data|--post-file|--body-data|--body-file|--json|-Method)(?:=|$)/i;
/** Letters of curl that send, behind those that take no value; `-f` and `-D` do not, and wget means others by them. */
const CURL_SENDS = /^-[#0-9afgijklnpqsvGILNORSZ]*[dFT]/;

/** Where curl asks a service of this machine through its socket: the address names no host. */
const LOCAL_SOCKET = /^--(?:abstract-)?unix-socket(?:=|$)/;

/** What a download fetches, where it puts it and who runs it. */
export function downloadAction({ base, program, args, reader, writes }: Site): ShellAction {
  if (program === 'curl' && reader === null && args.some((word) => LOCAL_SOCKET.test(word)))
    return { ...base, kind: 'other' };
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
    args.some((word) => SENDS.test(word) || (program === 'curl' && CURL_SENDS.test(word))) ||
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

/** `host:path`, as programs that copy between machines take it; no drive of Windows. */
const REMOTE_PATH = /^(?:[\w.-]+@)?[\w-][\w.-]+:(?!\\)/;
const CLONE_VALUES = /^(?:-[bcjou]|--(?:branch|depth|config|origin|jobs|filter|reference|template))$/;

/** What a program fetches from another machine into a file or folder; null for what fetches nothing. */
export function remoteCopy({ base, program, args, reader }: Site): ShellAction | null {
  const fetched = (urls: readonly string[], output: string): ShellAction => ({
    ...base,
    kind: 'download',
    urls,
    into: reader,
    output,
    sends: false,
  });
  if (program === 'git') {
    const at = args.indexOf('clone');
    const [address, folder] = at < 0 ? [] : operands(args.slice(at + 1), CLONE_VALUES);
    if (address === undefined || !(/^\w+:\/\//.test(address) || REMOTE_PATH.test(address))) return null;
    return fetched(
      [address],
      folder ??
        address
          .replace(/\/$/, '')
          .replace(/\.git$/, '')
          .replace(/^.*[/:]/, ''),
    );
  }
  if (!/^(?:scp|rsync)$/.test(program)) return null;
  const words = operands(args, /^-[FiPlo]$|^--(?:rsh|exclude)$/);
  const [target = ''] = words.slice(-1);
  const from = words.slice(0, -1).filter((word) => REMOTE_PATH.test(word));
  if (from.length === 0 || REMOTE_PATH.test(target)) return null;
  // Into a folder it keeps its name.
  const isFolder = /(?:^|\/)\.?$/.test(target);
  return fetched(from, isFolder ? target + (from[0] ?? '').replace(/^.*[/:]/, '') : target);
}
