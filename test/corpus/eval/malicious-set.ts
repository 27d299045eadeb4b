import { readFileSync } from 'node:fs';
import { configure, Uint8ArrayReader, Uint8ArrayWriter, ZipReader } from '@zip.js/zip.js';
import { z } from 'zod';
import { foldOf } from './figures.ts';
import type { Sample } from './outcome.ts';

const labelSchema = z.object({
  file: z.string(),
  name: z.string(),
  version: z.string(),
  filename: z.string(),
  bytes: z.number(),
  family: z.string(),
  clusterSize: z.number(),
  split: z.enum(['train', 'dev']),
  traits: z.array(z.string()),
});

export interface MaliciousSetOptions {
  /** The encrypted zip, read as it is. */
  readonly zip: string;
  readonly labels: string;
  readonly password: string;
  readonly split: 'train' | 'dev';
}

/**
 * The malicious archives of a split. The zip stays encrypted in memory; a sample is decrypted when it is loaded, and
 * nothing of it is written anywhere.
 */
export async function readMaliciousSet(options: MaliciousSetOptions): Promise<Sample[]> {
  configure({ useWebWorkers: false });
  const labels = z.array(labelSchema).parse(JSON.parse(readFileSync(options.labels, 'utf8')));
  const reader = new ZipReader(new Uint8ArrayReader(readFileSync(options.zip)), {
    password: options.password,
  });
  const entries = new Map((await reader.getEntries()).map((entry) => [entry.filename, entry]));
  return labels
    .filter(({ split }) => split === options.split)
    .map(({ file, name, version, filename, bytes, family, split, clusterSize, traits }) => ({
      set: 'malicious' as const,
      id: file,
      name,
      version,
      filename,
      sizeBytes: bytes,
      family,
      fold: split === 'train' ? foldOf(family) : null,
      weight: clusterSize,
      traits,
      load: async () => {
        const entry = entries.get(file);
        if (!entry || entry.directory)
          throw new Error(`${options.zip} has no ${file}, which its labels name`);
        return entry.getData(new Uint8ArrayWriter());
      },
    }));
}
