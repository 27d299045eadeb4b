import { enableCompileCache } from 'node:module';
import { fileURLToPath } from 'node:url';

// Types are stripped once per file, not at every start. Beside the dependencies: nobody else can write there, unlike
// Node's default below the shared temporary folder. Where it cannot be written, Node does without.
enableCompileCache(fileURLToPath(new URL('../../../node_modules/.cache/weir', import.meta.url)));

// bin/weir holds the other end of this channel: when it is gone, however it went, nobody waits for us any more.
if (process.channel) {
  process.once('disconnect', () => process.kill(process.pid, 'SIGTERM'));
  process.channel.unref();
}
// kafkajs 2.2.4 sets a timer into the past when it is idle, which Node clamps and warns about: nothing a user can act on.
process.removeAllListeners('warning');
process.on('warning', (warning) => {
  if (warning.name !== 'TimeoutNegativeWarning')
    process.stderr.write(`${warning.name}: ${warning.message}\n`);
});
// A reader that closes its end early (`weir gaps | head`) ends the output, not with an error. Commands that have
// something to clean up watch for it themselves (output/reader.ts).
process.stdout.on('error', (error: NodeJS.ErrnoException) => {
  if (error.code !== 'EPIPE') throw error;
  if (process.stdout.listenerCount('error') === 1) process.exit(process.exitCode ?? 0);
});

const { runCli } = await import('./program.ts');
process.exitCode = await runCli(process.argv.slice(2));
