import type { ArtifactView, ContainerFacts } from '@weir/model';
import type { Opened } from './opened.ts';
import type { ProblemLog } from './problems.ts';
import { salvagePasses } from './salvage.ts';
import { createView, notReadable } from './view.ts';

/** The view of a container of which no member can be listed: its problems, and the linear pass. */
export function openUnreadable(
  { source, clock, meter }: Opened,
  problems: ProblemLog,
  container: ContainerFacts['container'],
): ArtifactView {
  return createView({
    entries: [],
    problems,
    meter,
    clock,
    facts: { container, packedBytes: source.sizeBytes },
    unlistedCount: null,
    members: { read: (index) => Promise.reject(notReadable(index, undefined)) },
    linear: salvagePasses(source, clock),
    dispose: () => source[Symbol.asyncDispose](),
  });
}
