import { type Command, Option } from 'commander';
import { examples, wholeNumber } from './options.ts';

const AS_JSON = 'one JSON document instead of a table';

function addParked(program: Command, settle: (exitCode: number) => void): void {
  const parked = program.command('parked').description('messages that need a person');
  parked
    .command('ls')
    .description('list them, newest first')
    .option('--group <group>', 'of one consumer only')
    .option('--all', 'also those that were replayed')
    .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber(1, 10_000)).default(50))
    .action(async (options) => settle(await (await import('./commands/parked.ts')).listParked(options)));
  parked
    .command('show')
    .description('everything about one of them')
    .argument('<id>')
    .action(async (id) => settle(await (await import('./commands/parked.ts')).showParked(id)));
  parked
    .command('replay')
    .description('put messages back on the bus')
    .argument('<id...>')
    .action(async (ids) => settle(await (await import('./commands/parked.ts')).replayParked(ids)));
}

function addGaps(program: Command, settle: (exitCode: number) => void): void {
  const gaps = program
    .command('gaps')
    .description('what could not be read, newest first: exit 1 when one is open for more than a day')
    .option('--all', 'also those that are closed')
    .option('--json', AS_JSON)
    .addOption(new Option('--limit <n>', 'at most so many').argParser(wholeNumber(1, 10_000)).default(50))
    .action(async (options) => settle(await (await import('./commands/gaps.ts')).listGaps(options)));
  gaps
    .command('close')
    .description('close gaps that nothing can fill')
    .argument('<id...>')
    .requiredOption('--why <text>', 'kept with the gap')
    .addHelpText('after', examples('weir gaps close 17 --why "the package was never public"'))
    .action(async (ids, options) =>
      settle(await (await import('./commands/gaps.ts')).closeGaps(ids, options)),
    );
  gaps
    .command('retry')
    .description('look again at packages that were given up: these, or all')
    .argument('[id...]')
    .action(async (ids) => settle(await (await import('./commands/gaps.ts')).retryGaps(ids)));
}

function addEvidence(program: Command, settle: (exitCode: number) => void): void {
  const evidence = program
    .command('evidence')
    .description('what is kept of releases: bytes a day by kind, and the year at this rate')
    .option('--json', AS_JSON)
    .addOption(new Option('--days <n>', 'of so many days').argParser(wholeNumber(1, 366)).default(7))
    .action(async (options) => settle(await (await import('./commands/evidence.ts')).showStorage(options)));
  evidence
    .command('ls')
    .description('the new and changed files of a release that are kept')
    .argument('<purl>')
    .action(async (purl) => settle(await (await import('./commands/evidence.ts')).listKept(purl)));
  evidence
    .command('cat')
    .description('the bytes of one of them, as they are; never to a terminal')
    .argument('<purl>')
    .argument('<path>')
    .addHelpText('after', examples('weir evidence cat pkg:npm/left-pad@1.3.0 index.js > index.js.txt'))
    .action(async (purl, path) =>
      settle(await (await import('./commands/evidence.ts')).printKept(purl, path)),
    );
}

/** Commands that read the record, and mend it. */
export function addRecordCommands(program: Command, settle: (exitCode: number) => void): void {
  program
    .command('feeds')
    .description('where each followed feed stands: exit 1 when one needs a person')
    .option('--json', AS_JSON)
    .action(async (options) => settle(await (await import('./commands/feeds.ts')).showFeeds(options)));
  addGaps(program, settle);
  program
    .command('requests')
    .description("what was asked of each registry this month, and the month's end at this rate")
    .option('--json', AS_JSON)
    .action(async (options) => settle(await (await import('./commands/requests.ts')).showRequests(options)));
  addEvidence(program, settle);
  addParked(program, settle);
}
