/**
 * A program for lifecycle.test.ts and logger.test.ts. Its argument says how it behaves: `runs`, `ends`, `crashes`,
 * `start-fails`, `drain-fails`, or `secrets` (logs some and leaves).
 */

import { runProgram } from '../lifecycle.ts';
import { createLogger } from '../logger.ts';

const [behaviour] = process.argv.slice(2);
const logger = createLogger({ service: 'test', level: 'info' });

if (behaviour === 'secrets') {
  logger.info(
    {
      webhookUrl: 's3cret',
      slack: { webhookUrl: 's3cret' },
      db: { password: 's3cret', databaseUrl: 's3cret' },
      token: 's3cret',
    },
    'secrets',
  );
  logger.child({ authorization: 's3cret' }).warn({ name: 'a\u0000\u001b[31m\nb' }, 'hostile');
} else {
  process.exitCode = await runProgram(logger, async (signal) => {
    if (behaviour === 'start-fails') throw new Error('no database');
    // Something that keeps the process alive, as a listening server does.
    const alive = setInterval(() => {}, 1000);
    const stopped =
      behaviour === 'ends'
        ? Promise.resolve()
        : behaviour === 'crashes'
          ? Promise.reject(new Error('a bug'))
          : new Promise<never>(() => {});
    logger.info({}, 'started');
    return {
      stopped,
      resources: {
        async [Symbol.asyncDispose]() {
          clearInterval(alive);
          logger.info({ aborted: signal.aborted }, 'drained');
          if (behaviour === 'drain-fails') throw new Error('stuck');
        },
      },
    };
  });
}
