import { AppError } from '@weir/model';
import { z } from 'zod';

/**
 * Checks environment variables once, at start. Empty strings count as unset, as compose files write them.
 * @throws AppError `ENV_INVALID`, not retriable, that names every wrong variable and never prints a value.
 */
export function parseEnv<S extends z.ZodType>(
  schema: S,
  source: Readonly<Record<string, string | undefined>> = process.env,
): z.infer<S> {
  const present = Object.fromEntries(
    Object.entries(source).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(present);
  if (parsed.success) return parsed.data;
  const lines = parsed.error.issues.map((issue) => `  ${issue.path.join('.')}: ${issue.message}`);
  throw new AppError('ENV_INVALID', `environment variables are wrong:\n${lines.join('\n')}`, {
    retriable: false,
    cause: parsed.error,
  });
}

/** What every Weir process reads, whatever it runs. */
export const runtimeEnvSchema = z.object({
  WEIR_LOG_LEVEL: z.enum(['debug', 'info', 'warn', 'error', 'silent']).default('info'),
  /** `name:nth[,name:nth]`: kill this process when a failpoint is reached for the nth time. Tests only. */
  WEIR_FAILPOINTS: z.string().default(''),
  /** File to which a firing failpoint appends its name before the kill, so that tests can assert that it fired. */
  WEIR_FAILPOINT_LOG: z.string().optional(),
});
export type RuntimeEnv = z.infer<typeof runtimeEnvSchema>;

/** Reads and checks the runtime's own variables. Throws like {@link parseEnv}. */
export function readRuntimeEnv(): RuntimeEnv {
  return parseEnv(runtimeEnvSchema);
}
