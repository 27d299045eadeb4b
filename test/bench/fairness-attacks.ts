import { randomUUID } from 'node:crypto';
import { busyMinute, type NpmStandIn } from '@weir/registries/npm/stand-in';
import { systemClock } from '@weir/runtime';
import type { TestWorld } from '../lib/world.ts';

/** What somebody does to keep Weir from seeing others in time. Sizes are the issue's. */
export const FAIRNESS_ATTACKS = ['flips', 'burst', 'stream', 'publisher', 'rewrite'] as const;
export type FairnessAttack = (typeof FAIRNESS_ATTACKS)[number];

/** An attack in a world, before and while the program runs. */
interface Attack {
  /** What is there when the program starts. */
  prepare(world: TestWorld): Promise<void>;
  /** Begins; what goes on ends with `signal`. Malicious `name@version`s among it must alert. */
  begin(standIn: NpmStandIn, signal: AbortSignal): readonly string[];
}

const EVE = { name: 'eve', email: 'eve@people.example' };
/** Of a package with a history, which nobody analyses. */
const LONG_AGO = '2020-01-01T00:00:00.000Z';
const DOCUMENT_BYTES = 40_000_000;
const VERSIONS = 1_000;
const NAMES = 500;
const REWRITTEN = 100_000;
const FLIP_MS = 1_000;
const STREAM_PER_SECOND = 20;
/** Rows that a mass rewrite puts into the feed at once; all within seconds. */
const REWRITE_SLICE = 2_000;

const malware = busyMinute().find((step) => step.attack !== null)?.publications[0];
if (malware === undefined) throw new Error('the stand-in has no attack');

function every(ms: number, signal: AbortSignal, act: (nth: number) => boolean | void): void {
  let nth = 0;
  const timer = setInterval(() => {
    if (act(nth++) === false) clearInterval(timer);
  }, ms);
  signal.addEventListener('abort', () => clearInterval(timer), { once: true });
}

function ordinary(name: string, version: string) {
  return { name, version, publisher: EVE };
}

async function nothing(): Promise<void> {}

/** Names as they are after a look: receipt and one known version. */
async function rememberNames(world: TestWorld, prefix: string): Promise<void> {
  const { sql } = world.store;
  await sql.executeSql(
    `INSERT INTO packages (registry, name, seen_revision, fetched_revision, deleted, first_seen_at, last_seen_at, document_bytes)
     SELECT 'npmjs', $1 || n, '1-a', '1-a', false, $3::timestamptz, $3::timestamptz, 700 FROM generate_series(0, $2::int - 1) AS n`,
    [prefix, REWRITTEN, LONG_AGO],
  );
  await sql.executeSql(
    `INSERT INTO release_keys (registry, name, version, release_id)
     SELECT 'npmjs', $1 || n, '1.0.0', $3::uuid FROM generate_series(0, $2::int - 1) AS n`,
    [prefix, REWRITTEN, randomUUID()],
  );
}

/** The attacks by name. */
export const ATTACKS: Readonly<Record<FairnessAttack, Attack>> = {
  /** A document of 40 MB whose dist-tags change each second. */
  flips: {
    async prepare({ standIn }) {
      const dependencies = Object.fromEntries(
        Array.from({ length: 900 }, (_, at) => [`some-dependency-${at}`, `^${at}.0.0`]),
      );
      const description = 'x'.repeat(Math.max(0, DOCUMENT_BYTES / VERSIONS - 30_000));
      standIn.world.publish(
        Array.from({ length: VERSIONS }, (_, at) => {
          const manifest = { dependencies, description };
          return { ...ordinary('attack-flips', `1.0.${at}`), manifest, time: LONG_AGO };
        }),
      );
    },
    begin(standIn, signal) {
      every(FLIP_MS, signal, () => standIn.world.touch('attack-flips'));
      return [];
    },
  },
  /** 1,000 versions of one name in one revision, the last one malicious. */
  burst: {
    prepare: nothing,
    begin(standIn) {
      const versions = Array.from({ length: VERSIONS - 1 }, (_, at) => ordinary('attack-burst', `1.0.${at}`));
      const bad = { ...malware, ...ordinary('attack-burst', '2.0.0') };
      const time = new Date(systemClock.now() + 1_000).toISOString();
      standIn.world.publish([...versions, { ...bad, time }]);
      return ['attack-burst@2.0.0'];
    },
  },
  /** 1,000 versions of one name, one by one, 20 a second. */
  stream: {
    prepare: nothing,
    begin(standIn, signal) {
      every(1_000 / STREAM_PER_SECOND, signal, (nth) => {
        standIn.world.publish([ordinary('attack-stream', `1.0.${nth}`)]);
        return nth < VERSIONS - 1;
      });
      return [];
    },
  },
  /** 500 names of one publisher at once, the last one malicious. */
  publisher: {
    prepare: nothing,
    begin(standIn) {
      for (let at = 0; at < NAMES - 1; at++) standIn.world.publish([ordinary(`attack-name-${at}`, '1.0.0')]);
      standIn.world.publish([{ ...malware, ...ordinary('attack-name-bad', '1.0.0') }]);
      return ['attack-name-bad@1.0.0'];
    },
  },
  /** A new revision of 100,000 known names without a new version. */
  rewrite: {
    async prepare(world) {
      for (let at = 0; at < REWRITTEN; at++) {
        world.standIn.world.publish([{ ...ordinary(`attack-known-${at}`, '1.0.0'), time: LONG_AGO }]);
      }
      await rememberNames(world, 'attack-known-');
    },
    begin(standIn, signal) {
      every(20, signal, (nth) => {
        const from = nth * REWRITE_SLICE;
        for (let at = from; at < from + REWRITE_SLICE; at++) standIn.world.touch(`attack-known-${at}`);
        return from + REWRITE_SLICE < REWRITTEN;
      });
      return [];
    },
  },
};
