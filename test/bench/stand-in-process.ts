/** The stand-in as a process of its own, so that what is measured beside it has its memory and processor to itself. */
import { startNpmStandIn } from '@weir/registries/npm/stand-in';
import type { StandInFacts, StandInOrder } from '../lib/stand-in-process.ts';

const standIn = await startNpmStandIn();

function tellFacts(): void {
  const { url, feedUrl } = standIn;
  const facts: StandInFacts = { url, feedUrl, headSeq: String(standIn.world.changes.lastSeq) };
  process.send?.(facts);
}

process.on('message', ({ appendRows }: StandInOrder) => {
  standIn.world.appendMany(appendRows);
  tellFacts();
});
process.once('disconnect', () => process.exit(0));
tellFacts();
