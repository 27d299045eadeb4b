import { type ChildProcess, execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { connect, createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { AppError } from '@weir/model';
import { systemClock } from '@weir/runtime';

const run = promisify(execFile);
const READY_TIMEOUT_MS = 60_000;
const POLL_MS = 50;
const OUTPUT_CHARS_MAX = 8_000;

/** Runs the broker; ends it when standard input closes, which the kernel does when our process dies in any way. */
const WATCHDOG = `
dir=$1
shift
exec 3<&0
java "$@" </dev/null &
broker=$!
( cat <&3 >/dev/null; kill -9 $broker 2>/dev/null ) &
trap '' PIPE # the shell reports the kill on a pipe that nobody reads any more
wait $broker
code=$?
rm -rf "$dir"
exit $code
`;

async function freePorts(count: number): Promise<number[]> {
  const servers = await Promise.all(
    Array.from({ length: count }, async () => {
      const server = createServer().listen(0, '127.0.0.1');
      await once(server, 'listening');
      return server;
    }),
  );
  const ports = servers.map((server) => {
    const address = server.address();
    return typeof address === 'object' && address ? address.port : 0;
  });
  await Promise.all(servers.map((server) => once(server.close(), 'close')));
  return ports;
}

function serverProperties(dir: string, port: number, controllerPort: number): string {
  return [
    'process.roles=broker,controller',
    'node.id=1',
    `controller.quorum.voters=1@127.0.0.1:${controllerPort}`,
    'controller.listener.names=CONTROLLER',
    `listeners=PLAINTEXT://127.0.0.1:${port},CONTROLLER://127.0.0.1:${controllerPort}`,
    `advertised.listeners=PLAINTEXT://127.0.0.1:${port}`,
    'listener.security.protocol.map=PLAINTEXT:PLAINTEXT,CONTROLLER:PLAINTEXT',
    `log.dirs=${join(dir, 'data')}`,
    'auto.create.topics.enable=false',
    'num.partitions=1',
    'default.replication.factor=1',
    'offsets.topic.num.partitions=4',
    'offsets.topic.replication.factor=1',
    'transaction.state.log.num.partitions=1',
    'transaction.state.log.replication.factor=1',
    'transaction.state.log.min.isr=1',
    'group.initial.rebalance.delay.ms=0',
    'group.min.session.timeout.ms=1000',
    'log.cleaner.dedupe.buffer.size=2097152',
    'num.network.threads=2',
    'num.io.threads=2',
    '',
  ].join('\n');
}

/** Asks ApiVersions v0 (api key 18, no client id); resolves true once the broker answers without an error code. */
async function answersRequests(port: number): Promise<boolean> {
  const socket = connect({ host: '127.0.0.1', port });
  socket.setTimeout(1_000, () => socket.destroy());
  try {
    await once(socket, 'connect');
    socket.write(Buffer.from('0000000a0012000000000001ffff', 'hex'));
    const [reply] = (await once(socket, 'data')) as [Buffer];
    return reply.length >= 10 && reply.readInt16BE(8) === 0;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}

export interface BrokerProcess extends AsyncDisposable {
  readonly address: string;
}

async function stop(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const ended = once(child, 'exit');
  child.stdin?.end();
  await ended;
}

/**
 * Starts a single-node broker (KRaft, combined mode) on loopback with data in a temporary folder, which goes away
 * with it. The broker ends with this process, even when that is killed.
 * @param jarsDir see `resolveJars`.
 * @throws AppError `KAFKA_START`, retriable, with the end of the broker's output.
 */
export async function startBroker(jarsDir: string): Promise<BrokerProcess> {
  const dir = await mkdtemp(join(tmpdir(), 'weir-kafka-'));
  const [port = 0, controllerPort = 0] = await freePorts(2);
  const config = join(dir, 'server.properties');
  await writeFile(config, serverProperties(dir, port, controllerPort));
  const java = ['-Xmx384m', '-XX:+UseSerialGC', '-XX:TieredStopAtLevel=1', '-cp', join(jarsDir, '*')];
  const format = ['kafka.tools.StorageTool', 'format', '-t', 'd2Vpci10ZXN0LWtyYWZ0MQ', '-c', config];
  await run('java', [...java, ...format], { timeout: READY_TIMEOUT_MS });
  const child = spawn('sh', ['-c', WATCHDOG, 'weir-kafka', dir, ...java, 'kafka.Kafka', config], {
    stdio: ['pipe', 'pipe', 'pipe'],
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream.on('data', (chunk: Buffer) => {
      output = (output + chunk.toString()).slice(-OUTPUT_CHARS_MAX);
    });
  }
  const deadlineMs = systemClock.now() + READY_TIMEOUT_MS;
  while (!(await answersRequests(port))) {
    if (child.exitCode !== null || systemClock.now() > deadlineMs) {
      await stop(child);
      await rm(dir, { recursive: true, force: true });
      throw new AppError('KAFKA_START', `the test broker did not come up: ${output.slice(-2_000)}`, {
        retriable: true,
      });
    }
    await systemClock.sleep(POLL_MS);
  }
  child.unref();
  return { address: `127.0.0.1:${port}`, [Symbol.asyncDispose]: () => stop(child) };
}
