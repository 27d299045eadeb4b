/** Writes packages/detectors/RULES.md from the catalog. */
import { writeFileSync } from 'node:fs';
import { DETECTORS } from '../catalog.ts';
import { renderRules } from '../rules-doc.ts';

writeFileSync(new URL('../../RULES.md', import.meta.url), renderRules(DETECTORS));
