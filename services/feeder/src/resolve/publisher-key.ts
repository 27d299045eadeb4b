import type { ReleaseFacts } from '@weir/model';

/**
 * Who publishes, as far as one owner can be told from another, for counting; null when nobody can be named.
 *
 * A person or a token is its account. Trusted publishing (OIDC) names the same automation account for the packages of
 * everybody (`GitHub Actions`, `npm-oidc-no-reply@…`; npm docs, trusted publishers, 2026): counted as one publisher it
 * would be in a flood all day. There the owner is the scope, which belongs to one account or organisation, or else the
 * package's set of maintainers, who alone can set a trusted publisher up. So it is where a registry never says who
 * published. Pure.
 * @param named whether the registry names publishers: then one that is missing is unknown.
 */
export function publisherKey(
  name: string,
  facts: Pick<ReleaseFacts, 'publisher' | 'trustedPublisher' | 'maintainers'>,
  named = true,
): string | null {
  const { publisher, trustedPublisher, maintainers } = facts;
  // Names of npm accounts are URL-safe: what has a space in it is automation, whatever else is missing.
  const shared = !named || trustedPublisher !== null || (publisher !== null && /\s/.test(publisher.name));
  if (!shared) return publisher === null ? null : `account ${publisher.name}`;
  const slash = name.startsWith('@') ? name.indexOf('/') : -1;
  if (slash > 0) return `scope ${name.slice(0, slash)}`;
  // The automation account is among the maintainers of no package, but nothing promises that.
  const owners = maintainers.map((owner) => owner.name).filter((owner) => !/\s/.test(owner));
  return owners.length === 0 ? null : `maintainers ${owners.toSorted().slice(0, 20).join(' ')}`;
}
