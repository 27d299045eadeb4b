/** One step of a guide that people follow: what its code blocks tell them to write, to add or to run. */
export type GuideStep =
  | { readonly kind: 'write'; readonly file: string; readonly text: string }
  | { readonly kind: 'add'; readonly file: string; readonly lines: readonly string[] }
  | {
      readonly kind: 'run';
      readonly command: string;
      /** The exit code that it must have; `fails` for any but 0. */
      readonly exits: number | 'fails';
      /** What its output must contain; null for anything. */
      readonly says: string | null;
    };

/**
 * The steps of a Markdown guide, in its order. What a block is for stands behind its language: `file=PATH` to write,
 * `add=PATH` to add lines, and for `sh` optionally `fails`, `exits=N` and `says=TEXT`. Throws for a block that is none
 * of these: what is not run goes stale.
 */
export function readGuide(markdown: string): GuideStep[] {
  const blocks = markdown.matchAll(/^```(?<language>\w+) ?(?<info>[^\n]*)\n(?<text>[^]*?)^```$/gm);
  return [...blocks].map(({ groups }): GuideStep => {
    const { language = '', info = '', text = '' } = groups ?? {};
    const told = new Map(
      info.split(' ').map((word) => [word.split('=')[0], word.split('=')[1] ?? ''] as const),
    );
    const file = told.get('file');
    if (file !== undefined) return { kind: 'write', file, text };
    const add = told.get('add');
    if (add !== undefined)
      return { kind: 'add', file: add, lines: text.split('\n').filter((line) => line !== '') };
    if (language !== 'sh') throw new TypeError(`a ${language} block of the guide says not what it is for`);
    const exits = told.has('fails') ? 'fails' : Number(told.get('exits') ?? 0);
    return { kind: 'run', command: text.trim(), exits, says: told.get('says') ?? null };
  });
}

/** The name that a list is sorted by: `'a-b': aB` and `aB` are `a-b`. */
function idOf(entry: string): string {
  const [key = ''] = entry.split(':');
  return key.replaceAll("'", '').replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
}

/** Adds an import and an entry of the list that a module exports, both where they belong, as a person would. */
export function addToList(module: string, lines: readonly string[]): string {
  const imported = lines.filter((line) => line.startsWith('import '));
  const entries = lines
    .filter((line) => !line.startsWith('import '))
    .map((line) => line.trim().replace(/,$/, ''));
  const list = /(?<open>= [[{])(?<body>[^\]}]*)(?<close>[\]}];)/.exec(module)?.groups;
  if (list?.body === undefined || imported.length !== 1 || entries.length !== 1)
    throw new TypeError('one import and one entry of one list are added at a time');
  const all = [...list.body.split(',').map((entry) => entry.trim()), ...entries]
    .filter((entry) => entry !== '')
    .toSorted((a, b) => (idOf(a) < idOf(b) ? -1 : 1));
  const rest = module.replace(list.body, `\n  ${all.join(',\n  ')},\n`);
  return rest.replace(/^(?=import )/m, `${imported.join('\n')}\n`);
}
