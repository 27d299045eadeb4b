import type { ShellAction } from '@weir/code';
import type { Claim } from '../finding.ts';
import { isRegistryName } from '../lib/package-sources.ts';

/** Hosts that keep code under version control. */
const CODE_HOST = /(?:^|[/@.])(?:github|gitlab|bitbucket|codeberg|gitee|googlesource)\.(?:com|org)\b/i;
const BUILDS = /^(?:make|cmake|cargo|go)$/;
const SPEC_OF_ADDRESS = /^(?:https?:|git\+|git:|ssh:|file:\/\/|github:|gitlab:|bitbucket:|gist:)/i;
/** `user/repo`: what npm takes for a repository. */
const SHORT_REPOSITORY = /^[\w.-]+\/[\w.-]+(?:#.*)?$/;

/** A package that a hook fetches past the registry; archives of unknown hosts are worse than repositories. */
export function remoteInstall(specs: readonly string[], source: string): Claim | null {
  const spec = specs.find(
    (item) =>
      SPEC_OF_ADDRESS.test(item) ||
      (source === 'npm' && SHORT_REPOSITORY.test(item) && !item.startsWith('.')),
  );
  if (spec === undefined) return null;
  const archive =
    /^http:/i.test(spec) ||
    (/^https:/i.test(spec) && !/\.git(?:#|$)|\b(?:github|gitlab|bitbucket)\./i.test(spec));
  return {
    rule: 'remote-install',
    severity: archive ? 'high' : 'medium',
    confidence: archive ? 0.75 : 0.8,
    summary: 'a hook installs a package from an address of its own',
    chain: [spec],
  };
}

/** Packages that come from a registry which the command names itself, by what its host calls itself. */
export function foreignRegistry(address: string | null): Claim | null {
  if (address === null || !URL.canParse(address) || !/^https?:/i.test(address)) return null;
  const host = new URL(address).hostname.toLowerCase();
  const isKnown = isRegistryName(host);
  return {
    rule: 'foreign-registry',
    severity: isKnown ? 'low' : 'high',
    confidence: isKnown ? 0.8 : 0.75,
    summary: `a hook has packages come from the registry ${host}`,
    chain: [address.slice(0, 200)],
  };
}

/** `git clone … r && cd r && make`: what a repository holds is run; null when a text does no such thing. */
export function clonedAndRun(
  actions: readonly ShellAction[],
): { readonly action: ShellAction; readonly claim: Claim } | null {
  for (const [index, action] of actions.entries()) {
    if (action.kind !== 'download' || action.argv[0] !== 'git' || action.output === null) continue;
    const folder = action.output.replace(/\/$/, '');
    let isInside = false;
    const runner = actions.slice(index + 1).find((later) => {
      const [program = ''] = later.argv;
      const names = later.argv.some(
        (word) => word === folder || word.replace(/^\.\//, '').startsWith(`${folder}/`),
      );
      if (/^(?:cd|pushd)$/.test(program)) isInside ||= names;
      if (/^(?:cd|pushd|rm|ls|echo|mkdir|git|cp|mv)$/.test(program)) return false;
      return names || (isInside && (later.kind !== 'other' || BUILDS.test(program)));
    });
    if (!runner) continue;
    const isKnown = CODE_HOST.test(action.urls[0] ?? '');
    return {
      action,
      claim: {
        rule: 'download-and-run',
        severity: isKnown ? 'medium' : 'high',
        confidence: isKnown ? 0.7 : 0.75,
        summary: `what a repository holds is run from ${folder.slice(0, 100)}`,
        chain: [action.urls[0] ?? 'git clone', runner.argv.join(' ').slice(0, 200)],
      },
    };
  }
  return null;
}
