import { byName } from '../by-name.ts';
import { LABEL } from '../js/labels.ts';
import { textField } from './tree.ts';
import { type ClassValue, type FunctionValue, ref, unknown, type Value } from './value.ts';

/** Classes of which a library calls methods with what the other end of a connection says. */
const isProtocol = byName((name) =>
  /^(?:asyncio\.(?:protocols\.)?(?:Datagram|Buffered)?Protocol|twisted\.internet\.protocol\.(?:Datagram)?Protocol|twisted\.protocols\.basic\.\w+Receiver|autobahn\.[\w.]+\.WebSocketClientProtocol)$/.test(
    name,
  ),
);
const isHook = byName((name) =>
  /^(?:connection_made|(?:data|datagram)_received|(?:data|datagram|line|string)Received|onMessage)$/.test(
    name,
  ),
);
const BASES_DEPTH_MAX = 8;

function isOfProtocol({ bases }: ClassValue, depth = 0): boolean {
  return bases.some(
    (base) =>
      (base.kind === 'ref' && isProtocol(base.name)) ||
      (base.kind === 'class' && depth < BASES_DEPTH_MAX && isOfProtocol(base, depth + 1)),
  );
}

/**
 * What a library gives a method of a protocol by itself: what came over the connection, or the connection; null for
 * parameters of everything else.
 */
export function givenByProtocol({ node, self }: FunctionValue, labels: number): Value | null {
  if (self?.kind !== 'object' || self.type.bases.length === 0) return null;
  const name = textField(node, 'name');
  if (!isHook(name) || !isOfProtocol(self.type)) return null;
  const isConnected = name === 'connection_made';
  return isConnected ? ref('asyncio.Transport()', labels) : unknown(labels | LABEL.network);
}
