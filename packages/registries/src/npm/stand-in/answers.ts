import type { KnobName } from './knob-list.ts';

/** One page of changes before it becomes text: page faults change it. */
export interface ChangesPage {
  readonly results: readonly unknown[];
  readonly last_seq: number | string;
  /** Rows that were asked for. */
  readonly limit: number;
}

/** What a route answers with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
  readonly page?: ChangesPage;
  /** Called when a client was given this answer as it is. */
  readonly given?: () => void;
}

export function json(status: number, value: unknown, headers: Readonly<Record<string, string>> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json', ...headers },
    body: Buffer.isBuffer(value) ? value : Buffer.from(JSON.stringify(value)),
  };
}

export function refused(reason: string, status = 400): Answer {
  return json(status, { error: 'bad_request', reason });
}

export function notFound(): Answer {
  return json(404, { error: 'not_found', reason: 'document not found' });
}

/** The answer, counting `knobs` when a client is given it. */
export function counting(
  answer: Answer,
  fired: { add(knob: KnobName): void },
  ...knobs: readonly KnobName[]
): Answer {
  if (knobs.length === 0) return answer;
  return {
    ...answer,
    given() {
      answer.given?.();
      for (const knob of knobs) fired.add(knob);
    },
  };
}
