import { parseEnv } from '@weir/runtime';
import { describe, expect, it } from 'vitest';
import { configurePlatform } from './config.ts';
import { platformEnvSchema } from './env.ts';
import { followedEnvSchema, requirePair } from './followed.ts';
import { describeRecord } from './record.ts';

function configure(source: Readonly<Record<string, string>>) {
  return configurePlatform(parseEnv(platformEnvSchema, source), '/data');
}

describe('configurePlatform', () => {
  it('is one machine when nothing is set', () => {
    expect(configure({})).toEqual({
      dataDir: '/data',
      evidenceDir: '/data/evidence',
      spoolDir: '/data/spool',
      databaseUrl: null,
      kafkaBrokers: null,
      kafkaTopicPrefix: '',
      poolMax: 12,
      retention: { days: 30, bytesMax: 20 * 1024 ** 3, dayBytesMax: 2 * 1024 ** 3 },
      http: { host: '127.0.0.1', port: 7071 },
    });
  });

  it('uses the database and the brokers that are given', () => {
    const given = configure({
      DATABASE_URL: 'postgresql://weir:secret@db.example/weir',
      KAFKA_BROKERS: 'one.example:9092, two.example:9092,',
      WEIR_KAFKA_TOPIC_PREFIX: 'blue.',
    });

    expect(given).toMatchObject({
      databaseUrl: 'postgresql://weir:secret@db.example/weir',
      kafkaBrokers: ['one.example:9092', 'two.example:9092'],
      kafkaTopicPrefix: 'blue.',
    });
  });

  it.each([' ', ','])('takes the embedded queue when %j names no broker', (brokers) => {
    expect(configure({ KAFKA_BROKERS: brokers }).kafkaBrokers).toBeNull();
  });

  it('names settings that are wrong without their values', () => {
    const wrong = { DATABASE_URL: 'mysql://hidden', WEIR_HTTP_PORT: '70000' };

    expect(() => configure(wrong)).toThrow(/DATABASE_URL[\s\S]*WEIR_HTTP_PORT/);
    expect(() => configure(wrong)).not.toThrow(/hidden/);
  });
});

describe('describeRecord', () => {
  it.each([
    [{}, 'own Postgres in /data'],
    [{ DATABASE_URL: 'postgres://weir:secret@db.example:5433/weir' }, 'Postgres db.example:5433/weir'],
    [{ DATABASE_URL: 'postgres:///weir?host=/run/postgresql' }, 'Postgres local socket/weir'],
    [{ DATABASE_URL: 'postgres://weir:secret@[broken' }, 'Postgres given by DATABASE_URL'],
  ])('%# says whose Postgres it is, and no password', (source: Readonly<Record<string, string>>, says) => {
    expect(describeRecord(configure(source))).toBe(says);
  });
});

describe('requirePair', () => {
  const schema = requirePair(followedEnvSchema);
  const feed = { WEIR_NPM_FEED_URL: 'http://127.0.0.1:1/registry/' };
  const documents = { WEIR_NPM_DOCUMENTS_URL: 'http://127.0.0.1:1/' };

  it('takes both, without trailing slashes, or neither', () => {
    expect(parseEnv(schema, {})).toEqual({});
    expect(parseEnv(schema, { ...feed, ...documents })).toEqual({
      WEIR_NPM_FEED_URL: 'http://127.0.0.1:1/registry',
      WEIR_NPM_DOCUMENTS_URL: 'http://127.0.0.1:1',
    });
  });

  it.each([feed, documents])('refuses half a pair: %o', (half) => {
    expect(() => parseEnv(schema, half)).toThrow('together');
  });
});
