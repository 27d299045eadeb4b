import { describe, expect, it } from 'vitest';
import { z } from 'zod';
import { parseEnv, runtimeEnvSchema } from './env.ts';

const schema = z.object({
  WEIR_PORT: z.coerce.number().int().min(1),
  WEIR_MODE: z.enum(['a', 'b']).default('a'),
  WEIR_SLACK_WEBHOOK_URL: z.url().optional(),
  DATABASE_URL: z.string().regex(/^postgres:/),
});

describe('parseEnv', () => {
  it('reads, converts and defaults', () => {
    expect(parseEnv(schema, { WEIR_PORT: '80', DATABASE_URL: 'postgres://x', OTHER: 'y' })).toEqual({
      WEIR_PORT: 80,
      WEIR_MODE: 'a',
      DATABASE_URL: 'postgres://x',
    });
  });

  it('takes empty for unset', () => {
    const read = parseEnv(schema, {
      WEIR_PORT: '80',
      WEIR_MODE: '',
      DATABASE_URL: 'postgres://x',
      WEIR_SLACK_WEBHOOK_URL: '',
    });

    expect(read.WEIR_MODE).toBe('a');
    expect(read).not.toHaveProperty('WEIR_SLACK_WEBHOOK_URL');
  });

  it('names everything that is wrong and prints no value, not even of the cause', () => {
    const wrong = {
      WEIR_PORT: 's3cret-port',
      WEIR_MODE: 's3cret-mode',
      WEIR_SLACK_WEBHOOK_URL: 's3cret hook',
      DATABASE_URL: 'mysql://user:s3cret@host/db',
    };
    let thrown: unknown;
    try {
      parseEnv(schema, wrong);
    } catch (error) {
      thrown = error;
    }

    expect(thrown).toMatchObject({ code: 'ENV_INVALID', retriable: false });
    const error = thrown as Error;
    for (const name of Object.keys(wrong)) expect(error.message).toContain(name);
    const everything = `${error.message}\n${error.stack}\n${String(error.cause)}\n${JSON.stringify(error.cause)}`;
    expect(everything).not.toContain('s3cret');
  });

  it('names what is missing', () => {
    expect(() => parseEnv(schema, {})).toThrow(/WEIR_PORT[\s\S]*DATABASE_URL/);
  });
});

describe('runtimeEnvSchema', () => {
  it('runs without any variable', () => {
    expect(parseEnv(runtimeEnvSchema, {})).toEqual({ WEIR_LOG_LEVEL: 'info', WEIR_FAILPOINTS: '' });
  });
});
