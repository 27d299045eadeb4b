import { type Answer as AnyAnswer, counting, json } from '../../lib/stand-in/answers.ts';

/** One page of changes before it becomes text: page faults change it. */
export interface ChangesPage {
  readonly results: readonly unknown[];
  readonly last_seq: number | string;
  /** Rows that were asked for. */
  readonly limit: number;
}

/** What a route answers with. */
export interface Answer extends AnyAnswer {
  readonly page?: ChangesPage;
}

export { counting, json };

export function refused(reason: string, status = 400): Answer {
  return json(status, { error: 'bad_request', reason });
}

export function notFound(): Answer {
  return json(404, { error: 'not_found', reason: 'document not found' });
}
