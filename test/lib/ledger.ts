import type { SlackStandIn } from '@weir/alerts/slack/stand-in';
import type { NpmStandIn } from '@weir/registries/npm/stand-in';
import type { Store } from '@weir/store';
import { z } from 'zod';

/** What the record says about the ground truth. Everything that is not a count must be empty. */
export interface Ledger {
  readonly published: number;
  readonly releases: number;
  readonly analyses: number;
  /** Published and not in the record. */
  readonly lostReleases: readonly string[];
  /** In the record and never published. */
  readonly inventedReleases: readonly string[];
  /** Released files without exactly one analysis, with their count. */
  readonly wronglyAnalysed: readonly string[];
  readonly attacks: number;
  /** Messages that people in the channel can see. */
  readonly messages: number;
  readonly lostAlerts: readonly string[];
  /** Releases with two messages of which the later does not say that it may be a duplicate. */
  readonly unmarkedDuplicates: readonly string[];
  readonly markedDuplicates: number;
  readonly parked: number;
}

const rowsSchema = z.array(z.object({ subject: z.string(), analyses: z.coerce.number() }));
const messageSchema = z.object({ text: z.string() });

async function readAnalyses(store: Store): Promise<ReadonlyMap<string, number>> {
  const { rows } = await store.sql.executeSql(
    `SELECT k.name || '@' || k.version AS subject, count(a.id) AS analyses
       FROM release_keys k
       LEFT JOIN release_file_keys f ON f.release_id = k.release_id
       LEFT JOIN analyses a ON a.file_id = f.file_id
      WHERE k.registry = 'npmjs'
      GROUP BY 1`,
  );
  return new Map(rowsSchema.parse(rows).map((row) => [row.subject, row.analyses]));
}

/** Messages by the release they speak of, in order of arrival; true means that it is marked as a possible duplicate. */
function readMessages(slack: SlackStandIn): ReadonlyMap<string, readonly boolean[]> {
  const messages = new Map<string, boolean[]>();
  for (const request of slack.requests) {
    if (!request.taken) continue;
    const { text } = messageSchema.parse(JSON.parse(request.body));
    const subject = /\] npmjs (?<subject>\S+): /.exec(text)?.groups?.subject ?? `unreadable: ${text}`;
    messages.set(subject, [...(messages.get(subject) ?? []), /possibly a duplicate/i.test(text)]);
  }
  return messages;
}

/** Holds the record and the channel against what was really published. */
export async function readLedger(
  standIn: NpmStandIn,
  store: Store,
  slack: SlackStandIn,
  attacks: ReadonlySet<string>,
): Promise<Ledger> {
  const published = new Set(
    standIn.world.truth.filter((one) => one.kind === 'published').map((one) => `${one.name}@${one.version}`),
  );
  const analyses = await readAnalyses(store);
  const messages = readMessages(slack);
  const wronglyAnalysed = [...analyses].filter(([, count]) => count !== 1);
  return {
    published: published.size,
    releases: analyses.size,
    analyses: [...analyses.values()].reduce((sum, count) => sum + count, 0),
    lostReleases: [...published].filter((subject) => !analyses.has(subject)),
    inventedReleases: [...analyses.keys()].filter((subject) => !published.has(subject)),
    wronglyAnalysed: wronglyAnalysed.map(([subject, count]) => `${subject} ×${count}`),
    attacks: attacks.size,
    messages: [...messages.values()].reduce((sum, marks) => sum + marks.length, 0),
    lostAlerts: [...attacks].filter((subject) => !messages.has(subject)),
    unmarkedDuplicates: [...messages]
      .filter(([, marks]) => marks.slice(1).includes(false))
      .map(([subject]) => subject),
    markedDuplicates: [...messages.values()].flatMap((marks) => marks.slice(1)).filter(Boolean).length,
    parked: (await store.stats()).parked,
  };
}

/** True when nothing is missing yet to come: every release analysed once, every attack alerted. */
export function isSettled(ledger: Ledger): boolean {
  return (
    ledger.lostReleases.length === 0 && ledger.wronglyAnalysed.length === 0 && ledger.lostAlerts.length === 0
  );
}
