import { AppError } from '@weir/model';
import { openRecord } from '@weir/platform';
import { type Gap, packageRecheckKind, parsePackageSubject, type Store } from '@weir/store';
import { type Session, startSession } from '../compose/session.ts';
import { adviseGap, needsPerson } from '../gaps/advice.ts';
import { renderGaps } from '../gaps/render.ts';
import { printable, printableJson } from '../output/printable.ts';

export interface GapListOptions {
  readonly limit: number;
  readonly all?: boolean;
  readonly json?: boolean;
}

/** Open gaps that are looked through for old ones and by id: where there are more, a person is needed anyway. */
const OPEN_MAX = 10_000;

const start = (): Session => startSession('gaps', { quiet: true });

function checkIds(ids: readonly string[]): void {
  const wrong = ids.find((id) => !/^\d{1,18}$/.test(id));
  if (wrong !== undefined)
    throw new AppError('GAP_ID', `${JSON.stringify(wrong)} is no gap's id; \`weir gaps\` lists them`, {
      retriable: false,
    });
}

/** `weir gaps`: 1 when an open gap is older than a day. */
export async function listGaps(options: GapListOptions): Promise<number> {
  const { config, deps } = start();
  await using record = await openRecord(config, deps);
  const { feeds } = record.store;
  const gaps = await feeds.listGaps({ limit: options.limit, includeFilled: options.all === true });
  process.stdout.write(`${options.json ? printableJson(gaps) : renderGaps(gaps)}\n`);
  const open = await feeds.listGaps({ limit: OPEN_MAX });
  return open.length === OPEN_MAX || open.some((gap) => needsPerson(gap, deps.clock.now())) ? 1 : 0;
}

/** `weir gaps close ID… --why TEXT`: 1 when one of them is no open gap. */
export async function closeGaps(ids: readonly string[], options: { readonly why: string }): Promise<number> {
  checkIds(ids);
  const { config, deps } = start();
  await using record = await openRecord(config, deps);
  let missing = 0;
  for (const id of ids) {
    const at = new Date(deps.clock.now());
    if (await record.store.feeds.closeGap(id, at, options.why)) {
      process.stdout.write(`gap ${id} is closed\n`);
      continue;
    }
    missing += 1;
    process.stderr.write(`gap ${id} is not open; \`weir gaps --all\` lists all of them\n`);
  }
  return missing === 0 ? 0 : 1;
}

async function scheduleLook(store: Store, gap: Gap, now: Date): Promise<void> {
  const { registry } = parsePackageSubject(gap.fromCursor);
  await store.transaction((tx) =>
    store.rechecks.schedule(tx, {
      kind: packageRecheckKind(registry),
      subject: gap.fromCursor,
      dueAt: now,
      attempt: 0,
      reason: 'gap retried',
      priority: 1,
    }),
  );
}

/**
 * `weir gaps retry [ID…]`: has the feeder look again at packages that were given up; the look closes the gap. Without
 * ids all of them. 1 when one that was asked for cannot be retried like this.
 */
export async function retryGaps(ids: readonly string[]): Promise<number> {
  checkIds(ids);
  const { config, deps } = start();
  await using record = await openRecord(config, deps);
  const open = await record.store.feeds.listGaps({ limit: OPEN_MAX });
  const chosen =
    ids.length === 0
      ? open.filter(({ kind }) => kind === 'package')
      : open.filter(({ id }) => ids.includes(id));
  let failed = 0;
  for (const gap of chosen) {
    const what = printable(gap.fromCursor);
    if (gap.kind === 'package') {
      await scheduleLook(record.store, gap, new Date(deps.clock.now()));
      process.stdout.write(`gap ${gap.id}: the feeder looks at ${what} again\n`);
      continue;
    }
    failed += 1;
    process.stderr.write(`gap ${gap.id} (${gap.kind} ${what}): ${printable(adviseGap(gap))}\n`);
  }
  for (const id of ids.filter((one) => !open.some((gap) => gap.id === one))) {
    failed += 1;
    process.stderr.write(`gap ${id} is not open; \`weir gaps --all\` lists all of them\n`);
  }
  if (chosen.length === 0 && ids.length === 0) process.stdout.write('no package was given up\n');
  return failed === 0 ? 0 : 1;
}
