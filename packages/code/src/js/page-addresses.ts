import type { Evaluator } from './evaluator.ts';
import type { Flow } from './flow-facts.ts';
import type { Node } from './parse.ts';
import { partialTexts } from './path-text.ts';
import type { Bindings, Scope } from './scope.ts';

/** Members that make a page ask for the address that they are given. */
const ADDRESS_MEMBER =
  /^(?:Image\(\)\.src|document\.createElement\(\)\.(?:src|href|action)|location(?:\.href)?)$/;

/** What addresses carry that a page is made to ask for: of pictures, links and of the page itself. */
export function pageAddresses(
  { assigns }: Bindings,
  ev: Evaluator,
  labelsOf: (node: Node, scope: Scope) => number,
): Flow[] {
  return assigns.flatMap(({ target, value, scope, offset }): Flow[] => {
    const name = ev.nameOf(target, scope);
    if (name === null || !ADDRESS_MEMBER.test(name)) return [];
    const labels = labelsOf(value, scope);
    const [text] = partialTexts(ev, value, scope);
    if (labels === 0 || text === undefined || !/^(?:https?:)?\/\//i.test(text)) return [];
    const place = { offset, endOffset: value.end, live: scope.fn.live };
    const targets = [{ text, kind: 'address' as const }];
    // What comes is a picture at most, which nobody looks at.
    return [{ sink: 'network', sinkName: name, labels, targets, ...place, unheeded: true }];
  });
}
