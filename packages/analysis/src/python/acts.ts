/** Capabilities that act on the machine or the network, as calls show them. */
const ACTS =
  /^(?:process\.spawn|net\.\w+|eval|code\.object|unpickle|native|clipboard|screen|keys|credential\.store|registry|fs\.(?:write|delete))$/;

/** Whether a capability acts on the machine or the network, and does not only look at either. */
export function isAct(capability: string): boolean {
  return ACTS.test(capability);
}
