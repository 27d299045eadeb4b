import { AppError, describeError } from '@weir/model';

/** What a probe found out about one question. */
export interface ProbeAnswer {
  readonly question: string;
  /** Null: not found out. */
  readonly answer: Readonly<Record<string, unknown>> | null;
  readonly evidence: string;
}

/** An answer with what it means for the stand-in's behaviour; `question` where several were asked together. */
export type Found<Behaviour> = Omit<ProbeAnswer, 'question'> & {
  readonly question?: string;
  readonly found?: Partial<Behaviour>;
};

/** What is asked together. */
export interface Question<Behaviour> {
  readonly question: string;
  readonly isAsked: boolean;
  /** Throws what requests throw, and AppErrors that say why there is no answer. */
  ask(): Promise<Found<Behaviour> | readonly Found<Behaviour>[]>;
}

/**
 * Asks one question after the other; one that cannot be answered does not keep the others from being asked. Throws the
 * signal's reason, and errors that are no AppErrors.
 */
export async function askAll<Behaviour>(
  questions: readonly Question<Behaviour>[],
  { onProgress, signal }: { readonly onProgress: (line: string) => void; readonly signal: AbortSignal },
): Promise<{ readonly answers: readonly ProbeAnswer[]; readonly found: Partial<Behaviour> }> {
  const answers: ProbeAnswer[] = [];
  let learned: Partial<Behaviour> = {};
  for (const asked of questions) {
    const { question } = asked;
    if (!asked.isAsked) {
      answers.push({ question, answer: null, evidence: 'not asked' });
      continue;
    }
    onProgress(question);
    try {
      for (const { found, ...answer } of [await asked.ask()].flat()) {
        answers.push({ question, ...answer });
        learned = { ...learned, ...found };
      }
    } catch (error) {
      signal.throwIfAborted();
      if (!(error instanceof AppError)) throw error;
      answers.push({ question, answer: null, evidence: describeError(error) });
    }
  }
  return { answers, found: learned };
}
