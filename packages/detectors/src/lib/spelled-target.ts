import type { RequestTarget } from '@weir/code';

/** An address whose host is a constant; what nobody has set yet, Python spells `None`. */
const FIXED = /^(?:https?|wss?|mqtts?|ftps?):\/\/(?:[\w-]+@)?(?![Nn]one[.:/])[a-z0-9.-]+(?:[:/?]|$)/i;
const OWN_MACHINE = /^(?:https?|wss?|mqtts?|ftps?):\/\/(?:localhost|127\.|0\.0\.0\.0|host\.docker)/i;
const OWN_HOST = /^(?:localhost$|127\.|0\.0\.0\.0$|::1$)/i;
/** A host by its name or number, with a dot: no unknown part, and not the own machine. */
const HOST = /^(?!127\.|0\.0\.0\.0)[a-z0-9-]+(?:\.[a-z0-9-]+)+$/i;

/** An address that the code spells, of another machine than its own. */
export function isFixedTarget(text: string): boolean {
  return FIXED.test(text) && !OWN_MACHINE.test(text);
}

/** A target that is the machine itself. */
export function isOwnMachine({ text, kind }: RequestTarget): boolean {
  return kind === 'host' ? OWN_HOST.test(text) : OWN_MACHINE.test(text);
}

/** A target that the code spells, as an address or, in a socket's options, as a host. */
export function isSpelled({ text, kind }: RequestTarget): boolean {
  return isFixedTarget(text) || (kind === 'host' && HOST.test(text));
}
