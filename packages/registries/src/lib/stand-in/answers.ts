/** What a route answers with. */
export interface Answer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: Buffer;
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

/** The answer, counting `knobs` when a client is given it. */
export function counting<K extends string, A extends Answer>(
  answer: A,
  fired: { add(knob: K): void },
  ...knobs: readonly K[]
): A {
  if (knobs.length === 0) return answer;
  return {
    ...answer,
    given() {
      answer.given?.();
      for (const knob of knobs) fired.add(knob);
    },
  };
}
