import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import type { Arguments } from './methods.ts';
import { displayOf, labelsOf, type RefValue, textOf, type Value } from './value.ts';

/** Requests that are given their address first, and those that are given the method before it. */
const ADDRESS_FIRST =
  /^(?:requests|httpx)\.(?:(?:Session|session|Client)\(\)\.)?(?:get|post|put|patch|delete|head|options)$/;
const METHOD_FIRST = /^(?:requests|httpx)\.(?:(?:Session|session|Client)\(\)\.)?request$/;
/** Requests of a connection that was made to an address. */
const CONNECTED = /^http\.client\.HTTPS?Connection\(\)\.request$/;
const howAsked = byName((name): 'first' | 'second' | 'connected' | null => {
  if (ADDRESS_FIRST.test(name)) return 'first';
  if (METHOD_FIRST.test(name)) return 'second';
  return CONNECTED.test(name) ? 'connected' : null;
});

/** Arguments by which a request shows who sends it, and those of which nothing is sent. */
const SIGNS = /^(?:auth|cookies)$/;
const SETS = /^(?:verify|cert|timeout|stream|allow_redirects|follow_redirects|proxies)$/;
/** Headers that say whom the request is for, or who sends it. */
const SIGNING_HEADER = /^(?:host|(?:proxy-)?authorization|cookie|x-(?:api-key|auth-token|access-token))$/i;

/** What tells that a user says where a request goes: who calls, a variable, the file of credentials itself. */
const TOLD = LABEL.param | LABEL.made | LABEL.envNamed | LABEL.envSecret | LABEL.credential;
/** What the author of the code may say it with. */
const HIDDEN = LABEL.network | LABEL.decoded | LABEL.decodedConst;

/** Labels of what only says where a request goes, or signs it in there; 0 where the code itself says where that is. */
export function signInLabels(callee: RefValue, { positional, named }: Arguments): number {
  const how = howAsked(callee.name);
  if (how === null) return 0;
  const place = how === 'second' ? 1 : 0;
  const address = named.get('url') ?? (how === 'connected' ? callee : positional[place]);
  if (!address || !isToldElsewhere(address)) return 0;
  let signed = labelsOf(address);
  // Files that a folder lists may be the package's own: they say only where what they hold themselves goes.
  const known = (signed & TOLD) === 0 ? LABEL.harvest : LABEL.credential | LABEL.harvest;
  // A session sends whatever it was given before.
  let rest = how === 'connected' ? 0 : callee.labels;
  for (const [index, value] of positional.entries()) {
    if (value === address) continue;
    const isPath = how === 'connected' && index === 1;
    const isHeaders = how === 'connected' && index === 3;
    const { signing, others } = isHeaders ? inHeaders(value) : { signing: 0, others: labelsOf(value) };
    signed |= isPath ? others : signing;
    if (!isPath) rest |= others;
  }
  for (const [name, value] of named) {
    if (value === address || SETS.test(name)) continue;
    if (name === 'headers') {
      const { signing, others } = inHeaders(value);
      signed |= signing;
      rest |= others;
    } else if (SIGNS.test(name)) signed |= labelsOf(value);
    else rest |= labelsOf(value);
  }
  return signed & ~rest & known;
}

function inHeaders(value: Value): { readonly signing: number; readonly others: number } {
  if (value.kind !== 'dict') return { signing: 0, others: labelsOf(value) };
  let signing = 0;
  let others = value.labels;
  for (const { key, value: held } of value.entries.values()) {
    if (SIGNING_HEADER.test(textOf(key) ?? '')) signing |= labelsOf(held);
    else others |= labelsOf(key) | labelsOf(held);
  }
  return { signing, others };
}

/** True for an address whose host comes from somebody else, as far as that is known. */
function isToldElsewhere(address: Value): boolean {
  const labels = labelsOf(address);
  if ((labels & (TOLD | LABEL.harvest)) === 0 || (labels & HIDDEN) !== 0 || address.layers.length > 0)
    return false;
  const text = address.kind === 'ref' ? (address.targets?.[0] ?? '$') : displayOf(address).text;
  const host = text.replace(/^[a-z]+:\/\//i, '').split(/[/?#]/, 1)[0] ?? '';
  return host.startsWith('$');
}
