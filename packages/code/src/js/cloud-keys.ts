import type { Evaluator } from './evaluator.ts';
import type { Node } from './parse.ts';
import { partialTexts } from './path-text.ts';
import { type Scope } from './scope.ts';

/** Addresses at which a machine of a cloud is told its keys; that of the service's own session token is none. */
const CLOUD_KEYS =
  /^http:\/\/(?:169\.254\.(?:169\.254|170\.\d+)|metadata\.google\.internal|100\.100\.100\.200)(?::\d+)?\/.{0,120}(?:security-credentials|service-accounts\/.{0,60}\/token|identity\/oauth2\/token|\/credentials)/;

/** A request to the service that tells a machine of a cloud its keys. */
export function asksCloud(ev: Evaluator, address: Node | undefined, scope: Scope): boolean {
  return address !== undefined && partialTexts(ev, address, scope).some((text) => CLOUD_KEYS.test(text));
}
