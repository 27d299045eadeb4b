import { type ExfilMention, exfilMentionsIn } from '@weir/intel';
import { type ArtifactView, type Finding, type LinearChunk, safeText } from '@weir/model';
import { UNREAD_LINEAR_BUDGET } from './limits.ts';
import { analysisFinding } from './own-findings.ts';

/** Texts are searched in pieces of this length; the search itself keeps at most 100 names of one. */
const PIECE_CHARS = 4096;
/** What is carried from one chunk to the next: no address is longer. */
const OVERLAP_CHARS = 300;
/** Different hosts that are told about. */
const HOSTS_MAX = 20;
/** A first look that spares the search: an address has a dot between two letters. */
const MAY_NAME_HOST = /[a-z0-9]\.[a-z]{2}/i;

/** What the bytes that no member gives out were found to hold. */
export interface UnreadScan {
  readonly findings: readonly Finding[];
  /** False when the pass ended at its budget. */
  readonly complete: boolean;
}

function findingOf({ host, url, weight, mailbox, entry }: ExfilMention, chunk: LinearChunk): Finding {
  const what = mailbox ? 'a mailbox at' : `the ${entry.kind} service`;
  const where = chunk.path === null ? `byte ${chunk.offset} of the file` : 'a member that was left unread';
  const finding = analysisFinding(
    'unread-exfil-host',
    weight >= 0.6 ? 'medium' : 'low',
    `${where} names ${what} ${host}`,
    chunk.path,
  );
  const indicators: Finding['indicators'] = [
    { type: 'domain', value: safeText(host, 253) },
    ...(url === null ? [] : [{ type: 'url' as const, value: safeText(url, 2048) }]),
  ];
  return { ...finding, indicators };
}

/**
 * The cheap linear pass over what budgets left unread, what lies around and between members, and what is left of a
 * broken container: hosts that payloads are fetched from and loot is sent to.
 */
export async function scanUnread(view: ArtifactView): Promise<UnreadScan> {
  const found = new Map<string, Finding>();
  const pass = view.linear(UNREAD_LINEAR_BUDGET);
  let carried = '';
  let stream = '';
  for await (const chunk of pass) {
    const { layer, offset, path, bytes } = chunk;
    // Chunks of one unpacked stream carry its offset; raw ones follow each other in the file.
    const streamOf = layer === 'raw' ? 'raw' : `${offset}`;
    if (streamOf !== stream) carried = '';
    stream = streamOf;
    const text = carried + Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).toString('latin1');
    for (let at = 0; at < text.length; at += PIECE_CHARS - OVERLAP_CHARS) {
      const piece = text.slice(at, at + PIECE_CHARS);
      if (!MAY_NAME_HOST.test(piece)) continue;
      for (const mention of exfilMentionsIn(piece)) {
        const key = `${path} ${mention.host}`;
        if (found.size < HOSTS_MAX && !found.has(key)) found.set(key, findingOf(mention, chunk));
      }
    }
    carried = text.slice(-OVERLAP_CHARS);
  }
  return { findings: [...found.values()], complete: pass.complete };
}
