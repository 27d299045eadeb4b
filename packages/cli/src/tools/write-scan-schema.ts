/** Writes docs/schemas/scan-result.schema.json from the zod schema of a scan result. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { renderScanResultSchema } from '../scan/result.ts';

const file = new URL('../../../../docs/schemas/scan-result.schema.json', import.meta.url);
mkdirSync(new URL('.', file), { recursive: true });
writeFileSync(file, renderScanResultSchema());
