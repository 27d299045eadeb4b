import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { YaraSource } from '@weir/detectors';
import { AppError, describeFileError } from '@weir/model';
import { RULES_BYTES_MAX, RULES_FILES_MAX } from './limits.ts';

function refused(dir: string, why: string, cause?: unknown): AppError {
  return new AppError('YARA_RULES', `YARA rules in ${dir}: ${why}`, { retriable: false, cause });
}

async function listRules(dir: string): Promise<string[]> {
  try {
    const paths = await readdir(dir, { recursive: true, encoding: 'utf8' });
    return paths.filter((path) => /\.yara?$/i.test(path)).sort();
  } catch (cause) {
    throw refused(dir, `the folder cannot be read: ${describeFileError(cause)}`, cause);
  }
}

/**
 * Reads every `.yar` and `.yara` file below a folder, in the order of their paths.
 * @throws AppError `YARA_RULES`, not retriable, when there is none, when one cannot be read, or when they are too many.
 */
export async function readRules(dir: string): Promise<YaraSource[]> {
  const paths = await listRules(dir);
  if (paths.length === 0) throw refused(dir, 'there is no .yar file');
  if (paths.length > RULES_FILES_MAX)
    throw refused(dir, `${paths.length} files, of which ${RULES_FILES_MAX} are the most`);
  const sources: YaraSource[] = [];
  let bytes = 0;
  for (const path of paths) {
    try {
      bytes += (await stat(join(dir, path))).size;
      if (bytes > RULES_BYTES_MAX) throw new Error(`the rules are larger than ${RULES_BYTES_MAX} bytes`);
      const text = new TextDecoder('utf-8', { fatal: true }).decode(await readFile(join(dir, path)));
      sources.push({ name: path.replaceAll('\\', '/'), text });
    } catch (cause) {
      throw refused(dir, `${path} cannot be read: ${describeFileError(cause)}`, cause);
    }
  }
  return sources;
}
