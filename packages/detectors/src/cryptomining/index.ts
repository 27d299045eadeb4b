import type { Finding, Severity } from '@weir/model';
import type { CodeUnit, Detector, DetectorInput } from '../contract.ts';
import { mostSevere, startedFinding, unitFinding } from '../finding.ts';
import { isSpelled } from '../lib/spelled-target.ts';
import { type ByMoment, CALLED_CONFIDENCE, type Moment, momentOf, startedTexts, textsOf } from '../reach.ts';

const ID = 'cryptomining';
const FINDINGS_MAX = 20;
/** The protocol of mining pools; nothing else speaks it. */
const POOL = /\bstratum\+(?:tcp|ssl|tls|udp):\/\/[\w.-]+/i;
/** Names and switches of miners. */
const MINER =
  /\b(?:xmrig|xmr-stak|cpuminer|minerd|nbminer|lolminer|phoenixminer|ethminer|t-rex\.exe|gminer|ccminer)\b|--donate-level\b|--(?:coin|algo)[= ](?:monero|xmr|rx\/0|randomx|cryptonight)\b|-a\s+(?:rx\/0|randomx|cryptonight)\b/i;

/** What miners and pools say to each other. */
const SPOKEN = ['mining.subscribe', 'mining.authorize', 'mining.submit'];
/** One of these words as a text of its own, or in a message that is written out. */
const WORD = new RegExp(`(?:^|")(${SPOKEN.join('|').replaceAll('.', '\\.')})(?:"|$)`);
/** A pool and whose coins it counts, given to a program whatever its name: `-o host:port -u wallet`. */
const MINING_WORDS = /\s(?:-o|--url)[= ]\S+:\d{2,5}\s(?:.*\s)?(?:-u|--user)[= ]\S{20,}/;

/** What opens a connection to a pool. */
const CONNECTION =
  /^(?:(?:net|tls|ws|WebSocket)\b|socket\.(?:create_connection$|socket\(\)\.connect)|asyncio\.open_connection$|websockets?\.)/;
/** What computes hashes. */
const HASHES = /^(?:crypto\.createHash|hashlib\.|Crypto\.Hash\.|ctypes\.|pyrx\.)/;

function wordsOf({ facts }: CodeUnit): { readonly offset: number; readonly word: string }[] {
  return facts.strings.flatMap(({ value, offset }) => {
    const word = WORD.exec(value.slice(0, 2_000))?.[1];
    return word === undefined ? [] : [{ offset, word }];
  });
}

/**
 * Code that speaks the protocol of pools, hashes, and opens the connection itself. Who asks a pool how it does submits
 * nothing, and a miner that somebody starts is told the pool.
 */
function speaks(input: DetectorInput, unit: CodeUnit): Finding[] {
  const { apis, flow } = unit.facts;
  const said = wordsOf(unit);
  const [first] = said;
  if (!first || new Set(said.map(({ word }) => word)).size < SPOKEN.length) return [];
  // By its name: what goes into the connection is not followed in a large file.
  const connection = [...apis].find(([name]) => CONNECTION.test(name));
  if (!connection || ![...apis.keys()].some((name) => HASHES.test(name))) return [];
  const [connectionName, { live }] = connection;
  const moment = momentOf(input, unit, { offset: first.offset, live });
  const isOwn =
    unit.language !== 'python' ||
    flow.flows.some(({ sink, targets }) => sink === 'network' && targets.some(isSpelled));
  if (moment === 'called' && !isOwn) return [];
  return [
    unitFinding(ID, unit, first, {
      rule: 'pool',
      severity: moment === 'called' ? 'high' : BY_MOMENT[moment],
      confidence: moment === 'called' ? CALLED_CONFIDENCE : 0.9,
      summary: 'code speaks the protocol of mining pools and computes hashes',
      chain: [connectionName, ...SPOKEN],
    }),
  ];
}

const BY_MOMENT: ByMoment = { install: 'critical', import: 'high', called: 'medium' };

/** Code that spells the name of a pool or a miner, by when it acts; of Python that is called, too. */
function severityOf({ language }: CodeUnit, moment: Moment): Severity {
  if (moment === 'install') return 'high';
  return moment === 'import' || language === 'python' ? 'medium' : 'low';
}

/** Somebody else's coins, dug on the machine that installs. */
export const cryptomining: Detector = {
  id: ID,
  title: 'Mining',
  rules: [
    {
      id: 'pool',
      severityMax: 'critical',
      describes:
        'The address of a mining pool, in code or a command that runs by itself, or code that speaks its protocol and hashes.',
    },
    {
      id: 'miner',
      severityMax: 'critical',
      describes: 'A miner is started, or fetched by code that starts processes.',
    },
  ],
  detect(input, isExpired) {
    const found: Finding[] = [];
    for (const started of startedTexts(input)) {
      const pool = POOL.test(started.text);
      if (!pool && !MINER.test(started.text) && !MINING_WORDS.test(started.text)) continue;
      // A pool that the code spells is its author's, whoever calls it.
      const isDug =
        pool && started.moment === 'called' && 'unit' in started.at && started.at.unit.language === 'python';
      found.push(
        startedFinding(ID, started, {
          rule: pool ? 'pool' : 'miner',
          severity: isDug ? 'high' : BY_MOMENT[started.moment],
          confidence: isDug ? CALLED_CONFIDENCE : 0.9,
          summary: 'a miner is started',
        }),
      );
    }
    for (const unit of input.units) {
      if (isExpired()) break;
      if (unit.stage === 'dead') continue;
      const spoken = speaks(input, unit);
      found.push(...spoken);
      const acts = unit.facts.capabilities.some((id) => id === 'process.spawn' || id === 'net.socket');
      if (!acts || spoken.length > 0) continue;
      const text = textsOf(unit).find(
        (item) =>
          POOL.test(item.text) ||
          (MINER.test(item.text) && /https?:|-o\b|\.(?:exe|tar|zip)|^\W*xmrig/i.test(item.text)),
      );
      if (!text) continue;
      const live =
        unit.facts.commands.some((command) => command.live) ||
        [...unit.facts.apis.values()].some((use) => use.live);
      const moment = momentOf(input, unit, { offset: text.offset, live });
      found.push(
        unitFinding(ID, unit, text, {
          rule: POOL.test(text.text) ? 'pool' : 'miner',
          severity: severityOf(unit, moment),
          confidence: 0.85,
          summary: `code that starts processes or opens sockets names ${text.text.slice(0, 80)}`,
        }),
      );
    }
    return mostSevere(found, FINDINGS_MAX);
  },
};
