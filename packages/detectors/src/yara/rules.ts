import { readdirSync, readFileSync } from 'node:fs';
import type { YaraSource } from '../contract.ts';

const HOME = new URL('./rules/', import.meta.url);

/** The rules that ship with Weir, a file each in `rules/`, read once when the catalog is loaded. */
export const OWN_YARA_RULES: readonly YaraSource[] = readdirSync(HOME)
  .filter((name) => name.endsWith('.yar'))
  .sort()
  .map((name) => ({ name, text: readFileSync(new URL(name, HOME), 'utf8') }));
