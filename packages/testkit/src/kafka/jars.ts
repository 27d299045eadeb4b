import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { AppError } from '@weir/model';

const run = promisify(execFile);
const POM = fileURLToPath(new URL('../../../../infra/kafka/pom.xml', import.meta.url));
/** Resolving 44 jars took 19 s with a warm Maven repository; a cold one has to download 120 MB. */
const RESOLVE_TIMEOUT_MS = 300_000;

/** The broker version that the committed pom names. Throws AppError `KAFKA_POM_INVALID`, not retriable. */
export async function brokerVersion(): Promise<string> {
  const version = /<kafka\.version>(?<version>[\d.]+)<\/kafka\.version>/.exec(await readFile(POM, 'utf8'));
  if (version?.groups?.version) return version.groups.version;
  throw new AppError('KAFKA_POM_INVALID', `no <kafka.version> in ${POM}`, { retriable: false });
}

/**
 * The folder with the broker's jars, fetched once per version into `cacheDir`.
 * Concurrent callers each fetch into a folder of their own; the first rename wins and the others use its result.
 * @throws AppError `KAFKA_JARS`, retriable (network), when Maven cannot resolve them.
 */
export async function resolveJars(cacheDir: string, version: string): Promise<string> {
  const target = join(cacheDir, `kafka-${version}`);
  if (existsSync(target)) return target;
  await mkdir(cacheDir, { recursive: true });
  const scratch = await mkdtemp(join(cacheDir, `.kafka-${version}-`));
  try {
    const goal = ['dependency:copy-dependencies', '-DincludeScope=runtime', `-DoutputDirectory=${scratch}`];
    await run('mvn', ['-B', '-q', '-f', POM, ...goal], { timeout: RESOLVE_TIMEOUT_MS });
    await rename(scratch, target);
  } catch (error) {
    if (existsSync(target)) return target;
    throw new AppError('KAFKA_JARS', `Maven could not fetch the jars of Kafka ${version} (pom: ${POM})`, {
      retriable: true,
      cause: error,
    });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
  return target;
}
