import type { Sample } from './contract.ts';

/** A package.json with the scripts and entry of a sample. */
export function manifest(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ name: 'sample', version: '1.0.0', ...fields }, null, 2);
}

/** A benign sample: the detector must not raise a threat above `low`. */
export function quiet(name: string, files: Sample['files']): Sample {
  return { name, files, expected: [] };
}

/** Base64 of a text, for samples whose payload is hidden; the payloads are inert. */
export function hide(text: string): string {
  return Buffer.from(text, 'utf8').toString('base64');
}
