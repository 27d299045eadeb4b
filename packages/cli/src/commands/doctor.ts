import { readChannelEnv } from '@weir/alerter';
import { createChannels, terminalOutput } from '@weir/alerts';
import { configureFeeders, readFeederEnv } from '@weir/feeder';
import { startSession } from '../compose/session.ts';
import { type Check, runCheck } from '../doctor/check.ts';
import { dataDirCheck, isolationCheck, toolCheck, versionsCheck } from '../doctor/machine.ts';
import { alertsCheck, busCheck, databaseCheck, yaraCheck } from '../doctor/parts.ts';
import { feedCheck, npmClientCheck, pypiCheck } from '../doctor/registries.ts';
import { renderFinding } from '../doctor/render.ts';

const TOOLS_TODO = '`apt-get install openjdk-17-jre-headless maven git`, or set KAFKA_BROKERS for the tests';

/** `weir doctor`: looks at everything at once, prints in a fixed order; 1 when anything fails. */
export async function runDoctor(options: { readonly offline?: boolean }): Promise<number> {
  const { config, deps } = startSession('doctor', { quiet: true });
  const channels = createChannels(readChannelEnv(), {
    clock: deps.clock,
    terminal: terminalOutput(process.stdout),
  });
  const checks: readonly Check[] = [
    versionsCheck,
    dataDirCheck(config.dataDir),
    isolationCheck,
    databaseCheck(config, deps),
    busCheck(config),
    alertsCheck(channels.map((channel) => channel.id)),
    yaraCheck,
    ...(options.offline
      ? []
      : [
          ...configureFeeders(readFeederEnv()).map((followed) =>
            followed.registry === 'npmjs' ? feedCheck(followed.bases) : pypiCheck(followed.bases),
          ),
          npmClientCheck,
        ]),
    toolCheck('java', ['-version'], { versionMin: 17, todo: TOOLS_TODO }),
    toolCheck('mvn', ['-v'], { versionMin: 3, todo: TOOLS_TODO }),
    toolCheck('git', ['--version'], { versionMin: 2, todo: TOOLS_TODO }),
  ];
  const colour = process.stdout.isTTY && process.stdout.hasColors();
  let failed = 0;
  for (const looking of checks.map(runCheck)) {
    const finding = await looking;
    if (finding.state === 'fail') failed += 1;
    process.stdout.write(`${renderFinding(finding, colour)}\n`);
  }
  return failed === 0 ? 0 : 1;
}
