import { classifySpec, type DependencyChannel, dependencyTarget } from './npm-dependencies.ts';

/** What one word behind `npm install` or `npx` asks for. */
export interface NpmSpec {
  /** Name of the registry package; null for an address or a path. */
  readonly name: string | null;
  /** Version, range, tag, address or path; empty when nothing is said. */
  readonly spec: string;
  readonly channel: DependencyChannel;
}

/** Names that npm takes: lower case since 2014, capitals in old ones; hosts of the name's characters are checked elsewhere. */
const NAME = /^(?:@[\w.~-]+\/)?[\w.~-]+$/;

/** Reads a word as npm-package-arg does; null when npm would not know what to do with it. */
export function readNpmSpec(word: string): NpmSpec | null {
  const text = word.trim();
  if (text === '' || text.includes('$') || text.includes('`') || /\s/.test(text)) return null;
  const isPath = /^(?:\.{1,2}|~)?[\\/]|^\.{1,2}$|^file:|^[A-Za-z]:[\\/]/.test(text);
  if (isPath || (/\.(?:tgz|tar\.gz|tar)$/.test(text) && !text.includes('://')))
    return { name: null, spec: text, channel: 'file' };
  const at = text.indexOf('@', 1);
  const name = at < 0 ? text : text.slice(0, at);
  if (NAME.test(name) && !/^[\w.-]+\/[\w.-]+$/.test(name)) {
    const spec = at < 0 ? '' : text.slice(at + 1);
    return { name: dependencyTarget(name, spec), spec, channel: classifySpec(spec) };
  }
  const channel = classifySpec(text);
  return channel === 'registry' ? null : { name: null, spec: text, channel };
}

/** Parameters of an address that hold secrets. */
const SECRET_PARAMETER = /^(?:.*token|.*key|.*secret|auth.*|password|pwd|sig|signature)$/i;

/** An address without user, password and secret parameters, at most 2,048 characters; null for what is no address. */
export function cleanUrl(text: string): string | null {
  const plain = text.trim().replace(/^(?:git\+)(?=[a-z]+:)/i, '');
  try {
    const url = new URL(plain);
    // `github:a/b` is no place by itself.
    if (url.host === '') return null;
    url.username = '';
    url.password = '';
    for (const name of Array.from(url.searchParams.keys())) {
      if (SECRET_PARAMETER.test(name)) url.searchParams.set(name, 'removed');
    }
    return url.href.slice(0, 2048);
  } catch {
    return null;
  }
}

/** `owner/name` of a repository on GitHub, as a spec or an address names it; null for other places. */
export function githubName(spec: string): string | null {
  const text = spec.trim();
  const groups =
    /^(?:github:)?(?<short>[\w.-]+\/[\w.-]+?)(?:\.git)?(?:#.*)?$/i.exec(text)?.groups ??
    /^(?:git\+)?(?:\w+:\/\/)?(?:[^/@\s]+@)?(?:www\.)?github\.com[/:](?<short>[\w.-]+\/[\w.-]+?)(?:\.git)?(?:[/#?].*)?$/i.exec(
      text,
    )?.groups ??
    /^(?:\w+:\/\/)?codeload\.github\.com\/(?<short>[\w.-]+\/[\w.-]+)\//i.exec(text)?.groups;
  const name = groups?.short;
  return name === undefined || /^[.~]/.test(name) ? null : name.toLowerCase();
}
