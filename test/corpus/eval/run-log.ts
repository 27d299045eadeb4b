import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { Examined, Mode, Sample } from './outcome.ts';
import type { Run } from './run-samples.ts';

/** Runs that a file keeps, so that a run that was interrupted, or was of every nth sample, goes on. */

export interface RunLog {
  find(sample: Sample): Run | null;
  add(run: Run): void;
}

const lineSchema = z.object({ key: z.string(), examined: z.unknown(), failure: z.string().nullable() });

function keyOf(sample: Sample): string {
  return `${sample.set}/${sample.id}`;
}

/** Hash of what decides what the engine is shown, and what is kept of it. */
function measuringVersion(): string {
  const hash = createHash('sha256');
  for (const file of ['blind.ts', 'blind-view.ts', 'code-sketch.ts', 'examine.ts', 'likeness-folds.json']) {
    hash.update(readFileSync(join(import.meta.dirname, file)));
  }
  return hash.digest('hex').slice(0, 16);
}

/** Null for the empty last line, and for one that was cut off by a kill: it is measured again. */
function parseLine(line: string): z.infer<typeof lineSchema> | null {
  try {
    return lineSchema.parse(JSON.parse(line));
  } catch {
    return null;
  }
}

/**
 * Opens the log at `path`, or begins it. It holds findings and figures, no code of a sample.
 * @param engine the version of the rules and the code that findings rest on.
 * @throws Error when the file is of another version: its figures would be of two programs.
 */
export function openRunLog(path: string, engine: string, modes: readonly Mode[]): RunLog {
  const head = JSON.stringify({ engine, measuring: measuringVersion(), modes });
  if (!existsSync(path)) writeFileSync(path, `${head}\n`);
  const [first, ...lines] = readFileSync(path, 'utf8').split('\n');
  if (first !== head) {
    throw new Error(`${path} is of another engine or of other modes: begin another file`);
  }
  const known = new Map<string, Omit<Run, 'sample'>>();
  const whole = lines.filter((line) => {
    const parsed = parseLine(line);
    if (parsed === null) return false;
    known.set(parsed.key, { examined: parsed.examined as Examined | null, failure: parsed.failure });
    return true;
  });
  writeFileSync(path, `${[head, ...whole].join('\n')}\n`);
  return {
    find(sample) {
      const found = known.get(keyOf(sample));
      return found ? { sample, ...found } : null;
    },
    add({ sample, examined, failure }) {
      appendFileSync(path, `${JSON.stringify({ key: keyOf(sample), examined, failure })}\n`);
    },
  };
}
