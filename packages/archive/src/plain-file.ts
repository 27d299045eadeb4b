import type { ArtifactEntry, ArtifactView } from '@weir/model';
import { allot } from './allot.ts';
import type { Opened } from './opened.ts';
import { createProblemLog } from './problems.ts';
import { salvagePasses } from './salvage.ts';
import { createView, placedMembers } from './view.ts';

/** Opens a file that is no container, such as a model or a script, as the only member of that path. */
export function openPlainFile({ source, meter, clock }: Opened, path: string): ArtifactView {
  const { sizeBytes } = source;
  const problems = createProblemLog();
  const file: ArtifactEntry = { index: 0, path, kind: 'file', sizeBytes, mode: 0, linkTarget: null };
  const entries = allot([file], meter, problems);
  const read = entries.filter(({ unread }) => unread === undefined);
  return createView({
    entries,
    problems,
    meter,
    clock,
    facts: { container: 'single', packedBytes: sizeBytes },
    unlistedCount: 0,
    members: placedMembers(source, [{ entry: file, offset: 0 }]),
    linear: salvagePasses(source, clock, () => ({ raw: read.map(() => ({ start: 0, end: sizeBytes })) })),
    dispose: () => source[Symbol.asyncDispose](),
  });
}
