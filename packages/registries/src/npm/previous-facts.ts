import {
  type Account,
  PREVIOUS_DEPENDENCIES_MAX,
  PREVIOUS_TEXT_CHARS_MAX,
  type PreviousFacts,
  safeText,
} from '@weir/model';
import type { NpmVersion } from './document.ts';

/** What installing a package brings by itself; npm installs peers since version 7 (npm docs, package.json). */
const INSTALLED_FIELDS = ['dependencies', 'optionalDependencies', 'peerDependencies'] as const;
/** Scripts that npm runs without being asked to (npm docs, scripts). */
const HOOKS = ['preinstall', 'install', 'postinstall', 'prepare', 'prepublish'] as const;
/** Names of packages are shorter (npm allows 214); what is longer is told by its beginning. */
const NAME_CHARS_MAX = 512;

function membersOf(value: unknown): readonly (readonly [string, string])[] {
  if (value === null || typeof value !== 'object' || Array.isArray(value)) return [];
  return Object.entries(value).flatMap(([key, member]) =>
    typeof member === 'string' ? [[key, member]] : [],
  );
}

/** Ranges by name; null for more than facts keep: what is cut would look new in the release after. */
function dependenciesOf(manifest: Readonly<Record<string, unknown>>): Record<string, string> | null {
  const all = INSTALLED_FIELDS.flatMap((field) => membersOf(manifest[field]));
  if (all.length > PREVIOUS_DEPENDENCIES_MAX) return null;
  // fromEntries defines own members, so that `__proto__` sets no prototype.
  return Object.fromEntries(
    all.map(([name, spec]) => [safeText(name, NAME_CHARS_MAX), safeText(spec, PREVIOUS_TEXT_CHARS_MAX)]),
  );
}

function hooksOf(manifest: Readonly<Record<string, unknown>>): Record<string, string> {
  const scripts = new Map(membersOf(manifest.scripts));
  return Object.fromEntries(
    HOOKS.flatMap((hook) => {
      const command = scripts.get(hook);
      return command === undefined ? [] : [[hook, safeText(command, PREVIOUS_TEXT_CHARS_MAX)]];
    }),
  );
}

/**
 * What a document says of the version before.
 * @param version read from `manifest`.
 * @param publishedAt RFC 3339, null when the document gives no time.
 */
export function previousFacts(
  manifest: Readonly<Record<string, unknown>>,
  version: NpmVersion,
  publishedAt: string | null,
): PreviousFacts {
  const maintainers: readonly Account[] = version.maintainers;
  return {
    publishedAt,
    trustedPublisher: version._npmUser?.trustedPublisher?.id ?? null,
    maintainers: maintainers.length > 0 ? [...maintainers] : null,
    dependencies: dependenciesOf(manifest),
    hooks: hooksOf(manifest),
  };
}
