import { sinkKindOf } from './api.ts';
import type { NamedCall } from './calls.ts';
import { isSecretField, isSecretMember, isSecretParam } from './labels.ts';
import { type Bindings, keyName } from './scope.ts';
import type { StringFact } from './strings.ts';

/** What reaches others without anybody's call. */
const REACHES: ReadonlySet<string | null> = new Set(['network', 'dns']);

/** Whether loading a source makes a request by itself: libraries, however large, wait to be called. */
export function sendsAtLoad(calls: readonly NamedCall[]): boolean {
  return calls.some(({ name, scope }) => scope.fn.live && REACHES.has(sinkKindOf(name)));
}

/**
 * Whether a source takes a password or the secret half of a key out of what its functions are given, or out of a page.
 * @param texts constants of the source.
 */
export function takesSecrets({ all, members }: Bindings, texts: readonly StringFact[]): boolean {
  return (
    texts.some(({ value }) => isSecretField(value)) ||
    all.some(({ name, isParam }) => isParam && isSecretParam(name)) ||
    members.some(({ node }) => {
      if (node.type !== 'MemberExpression') return false;
      const member = keyName(node.property, node.computed);
      return member !== null && isSecretMember(member);
    })
  );
}
