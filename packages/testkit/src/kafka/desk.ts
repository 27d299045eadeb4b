import { once } from 'node:events';
import { createServer } from 'node:http';
import { AppError, describeError } from '@weir/model';
import { inject } from 'vitest';
import { z } from 'zod';
import { readKafkaEnv } from './env.ts';
import { type KafkaHarness, startKafka } from './harness.ts';

declare module 'vitest' {
  interface ProvidedContext {
    /** Where test files ask for the run's one broker. */
    kafkaDeskUrl: string;
  }
}

const answerSchema = z.union([
  z.object({ brokers: z.array(z.string()), version: z.string(), owned: z.boolean() }),
  z.object({ absent: z.string() }),
]);
type Answer = z.infer<typeof answerSchema>;

/** What a test file gets: the broker, or why there is none (then the file skips its suites by name). */
export type KafkaForTests =
  | { readonly kind: 'ready'; readonly brokers: string[]; readonly version: string }
  | { readonly kind: 'absent'; readonly reason: string };

export interface KafkaDesk extends AsyncDisposable {
  readonly url: string;
}

/**
 * Starts the run's broker when the first test file asks for it, and hands the same one to all others.
 * Lives in vitest's main process (globalSetup), so that runs without Kafka tests start nothing.
 */
export async function openKafkaDesk(): Promise<KafkaDesk> {
  let started: Promise<KafkaHarness> | undefined;
  const server = createServer((_request, response) => {
    started ??= startKafka();
    const answer: Promise<Answer> = started.then(
      ({ brokers, version, owned }) => ({ brokers, version, owned }),
      (error: unknown) => ({ absent: describeError(error, 3_000) }),
    );
    void answer.then((body) =>
      response.setHeader('content-type', 'application/json').end(JSON.stringify(body)),
    );
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const address = server.address();
  if (address === null || typeof address === 'string') {
    throw new AppError('KAFKA_DESK', 'the test desk got no port', { retriable: false });
  }
  return {
    url: `http://127.0.0.1:${address.port}/`,
    async [Symbol.asyncDispose]() {
      server.close();
      await started?.then(
        (harness) => harness[Symbol.asyncDispose](),
        () => {},
      );
    },
  };
}

/**
 * The run's broker, for a test file's top level. Without one: throws in CI (AppError `KAFKA_ABSENT`, not retriable),
 * elsewhere answers `absent`, so that `describe.skipIf` reports the suites as skipped by name.
 */
export async function kafkaForTests(): Promise<KafkaForTests> {
  const reply = await fetch(inject('kafkaDeskUrl'));
  const answer = answerSchema.parse(await reply.json());
  if (!('absent' in answer)) return { kind: 'ready', brokers: answer.brokers, version: answer.version };
  if (readKafkaEnv().CI !== undefined) {
    throw new AppError('KAFKA_ABSENT', answer.absent, { retriable: false });
  }
  return { kind: 'absent', reason: answer.absent };
}
