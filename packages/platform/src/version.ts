import { readFileSync } from 'node:fs';
import { z } from 'zod';

const manifestSchema = z.object({ version: z.string() });

/** Weir's version as its package.json has it. */
export function readVersion(): string {
  const text = readFileSync(new URL('../package.json', import.meta.url), 'utf8');
  return manifestSchema.parse(JSON.parse(text)).version;
}

/** How Weir introduces itself to registries: they ask followers to say who they are. */
export function userAgent(): string {
  return `weir/${readVersion()} (malicious package monitor)`;
}
