import { readVersion } from '@weir/platform/version';
import { Command, CommanderError, Option } from 'commander';
import { readCliEnv } from './env.ts';
import { examples, feedPosition, wholeNumber } from './options.ts';
import { EXIT_USAGE, exitCodeOf, renderFailure } from './output/failure.ts';
import { addRecordCommands } from './record-commands.ts';

const JSON_LOGS = 'log JSON to stderr, also when a person watches';

/**
 * The command tree. Every action loads its own module when it runs: `--help` and `scan` must start fast and an idle
 * `monitor` must stay small.
 */
function createProgram(settle: (exitCode: number) => void): Command {
  const program = new Command('weir')
    .description('Watches package registries for malicious releases.')
    .version(readVersion())
    .showHelpAfterError('Run `weir --help` for the commands, `weir COMMAND --help` for one of them.')
    .exitOverride();

  program
    .command('monitor')
    .description('follow the registries: all services in one process')
    .option('--json-logs', JSON_LOGS)
    .action(async (options) => settle(await (await import('./commands/monitor.ts')).runMonitor(options)));
  program
    .command('demo')
    .description('the same program on a local stand-in registry: one busy minute with attacks in it')
    .option('--json-logs', JSON_LOGS)
    .addOption(
      new Option('--seconds <n>', 'how long the minute lasts').argParser(wholeNumber(5, 600)).default(60),
    )
    .action(async (options) => settle(await (await import('./commands/demo.ts')).runDemo(options)));

  for (const [service, does] of [
    ['feeder', 'follow the registries and announce new releases'],
    ['analyzer', 'fetch, open and judge announced releases'],
    ['alerter', 'tell people about dangerous verdicts'],
  ] as const) {
    program
      .command(service)
      .description(`one service alone: ${does}`)
      .action(async () => settle(await (await import('./commands/service.ts')).runService(service)));
  }

  program
    .command('scan')
    .description('analyse packages now: exit 0 nothing found, 1 suspicious or worse, 2 could not tell')
    .argument('[target...]', 'purl, name@version, pypi:name==version, local archive or directory')
    .option('--stdin', 'read targets from standard input, one a line')
    .addOption(new Option('--jobs <n>', 'targets at once').argParser(wholeNumber(1, 64)).default(2, '2'))
    .addOption(
      new Option('--format <format>', 'output').choices(['human', 'ndjson', 'sarif']).default('human'),
    )
    .addOption(
      new Option(
        '--ecosystem <type>',
        'what name@version and local files are; without it, what is in them tells',
      ).choices(['npm', 'pypi']),
    )
    .option('--offline', 'never use the network: releases fail')
    .option('--quick', 'do not look again, with larger budgets, at what stays inconclusive')
    .option(
      '--previous <old>',
      'of one local target the release before, an archive or directory: also tell what the update newly does',
    )
    .option(
      '--no-previous',
      'hold no release against the one before it, which is fetched where it may matter',
    )
    .option('--rules <dir>', "YARA rules to ask besides Weir's own")
    .addHelpText(
      'after',
      examples(
        'weir scan ./suspect-1.0.0.tgz node_modules/some-package',
        'weir scan left-pad@1.3.0 pkg:npm/%40acme/core@2.0.0 pypi:requests==2.32.0',
        'ls *.tgz | weir scan --stdin --format ndjson',
        'weir scan ./packages/core --format sarif > weir.sarif',
        'weir scan --previous core-1.4.2.tgz core-1.4.3.tgz',
      ),
    )
    .action(async (targets, options) =>
      settle(await (await import('./commands/scan.ts')).runScan(targets, options)),
    );

  program
    .command('backfill')
    .description('analyse packages on the bulk lane; run again to resume')
    .argument('<registry>', 'npm, or pypi with --packages')
    .addOption(
      new Option(
        '--packages <file>',
        'a list: one name or name@version (pypi: name==version) a line; # starts a comment',
      ).conflicts(['since', 'all']),
    )
    .addOption(
      new Option('--since <seq>', 'what changed in the followed feed after this position')
        .argParser(feedPosition)
        .conflicts(['packages', 'all']),
    )
    .addOption(new Option('--all', 'every package of the followed registry'))
    .option('--dry-run', 'only say how many there are and when it would end')
    .option('--alerts', 'send alerts for what is found (muted otherwise)')
    .option('--json-logs', JSON_LOGS)
    .addHelpText(
      'after',
      examples(
        'weir backfill npm --packages packages.txt',
        'weir backfill npm --since 129653228 --dry-run',
        'weir backfill npm --all',
        'weir backfill pypi --packages projects.txt',
      ),
    )
    .action(async (registry, options) =>
      settle(await (await import('./commands/backfill.ts')).runBackfill(registry, options)),
    );

  addRecordCommands(program, settle);

  program
    .command('migrate')
    .description('bring the database to this version')
    .action(async () => settle(await (await import('./commands/migrate.ts')).runMigrate()));
  program
    .command('doctor')
    .description('what this installation reaches, what it lacks, and what to do')
    .option('--offline', 'ask no registry')
    .action(async (options) => settle(await (await import('./commands/doctor.ts')).runDoctor(options)));
  program
    .command('rules')
    .description('the YARA rules that are asked, and what each costs: exit 2 when some cannot be used')
    .option('--rules <dir>', "a folder besides Weir's own; WEIR_YARA_RULES when absent")
    .option('--json', 'one JSON document instead of a table')
    .addHelpText('after', examples('weir rules', 'weir rules --rules ./rules --json'))
    .action(async (options) => settle(await (await import('./commands/rules.ts')).showRules(options)));
  program
    .command('probe')
    .description('ask the followed registry what is not known of it; prints JSON')
    .addOption(new Option('--registry <type>', 'which').choices(['npm', 'pypi']).default('npm'))
    .addOption(
      new Option('--watch <minutes>', 'how long to watch the feed; 0: not at all')
        .argParser(wholeNumber(0, 24 * 60))
        .default(15),
    )
    .addOption(
      new Option('--burst <polls>', 'polls in a row, four a second, until one is refused; 0: none')
        .argParser(wholeNumber(0, 1_000))
        .default(60),
    )
    .option('--staged <name...>', 'packages that were published by staging')
    .addHelpText(
      'after',
      examples('weir probe > probe.json', 'weir probe --watch 0 --burst 0', 'weir probe --registry pypi'),
    )
    .action(async (options) => settle(await (await import('./commands/probe.ts')).runProbe(options)));
  return program;
}

/**
 * Runs one command line and returns its exit code: never throws. Failures are one line on stderr; stacks only with
 * WEIR_LOG_LEVEL=debug.
 */
export async function runCli(args: readonly string[]): Promise<number> {
  let exitCode = 0;
  try {
    const program = createProgram((code) => {
      exitCode = code;
    });
    if (args.length === 0) {
      program.outputHelp();
      return EXIT_USAGE;
    }
    await program.parseAsync(args, { from: 'user' });
    return exitCode;
  } catch (error) {
    // Commander has printed its own errors.
    if (!(error instanceof CommanderError)) console.error(renderFailure(error, readCliEnv().debug));
    return args[0] === 'scan' && !(error instanceof CommanderError) ? EXIT_USAGE : exitCodeOf(error);
  }
}
