import type { YaraHit } from '@weir/detectors';
import type { Stage } from '@weir/model';
import { kindOfPath } from './file-kind.ts';
import { HITS_PER_RULE_MAX } from './limits.ts';
import type { YaraScanner } from './scanner.ts';

/** Asks the rules about pieces of larger texts, one after the other. */
export interface PieceScanner {
  /** @param firstLine 1-based line of the file on which the piece begins. */
  scan(
    bytes: Uint8Array,
    place: { readonly file: string; readonly stage: Stage; readonly firstLine: number },
  ): void;
  readonly hits: readonly YaraHit[];
}

/** Creates a scanner of pieces, which are code unless their name says otherwise. */
export function createPieceScanner(scanner: YaraScanner): PieceScanner {
  const hits: YaraHit[] = [];
  const kept = new Map<string, number>();
  return {
    hits,
    scan(bytes, { file, stage, firstLine }) {
      const kind = kindOfPath(file) ?? 'code';
      if (bytes.length === 0 || !scanner.wants(kind)) return;
      for (const hit of scanner.scan(bytes, kind)) {
        const key = `${hit.namespace}/${hit.rule} ${stage}`;
        const known = kept.get(key) ?? 0;
        kept.set(key, known + 1);
        if (known >= HITS_PER_RULE_MAX) continue;
        hits.push({ ...hit, line: hit.line + firstLine - 1, file, stage, layer: null, originLine: null });
      }
    },
  };
}
