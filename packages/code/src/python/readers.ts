import { LABEL } from '../js/labels.ts';
import type { Arguments } from './methods.ts';
import { labelsOf, layersOf, type RefValue } from './value.ts';

/** Readers that run what they read: pickles, whatever their library, templates, settings and expressions. */
export const RUNS_READ =
  /^(?:pickle\.loads?|pickle\.Unpickler\(\)\.load|joblib\.load|torch\.load|jsonpickle\.(?:decode|loads)|pandas\.(?:read_pickle|eval)|numexpr\.evaluate|yaml\.(?:unsafe_load|load)(?:_all)?|jinja2\.(?:Template|Environment\(\)\.from_string)|mako\.template\.Template|logging\.config\.dictConfig)$/;

/** What such a reader is told to leave out, or needs to be told to run. */
function isReadSafely(name: string, { positional, named }: Arguments): boolean {
  if (name === 'torch.load') return named.get('weights_only')?.kind !== 'false';
  if (!name.startsWith('yaml.load')) return false;
  const loader = named.get('Loader') ?? positional[1];
  return loader?.kind !== 'ref' || !/\bUnsafeLoader$|^yaml\.C?Loader$/.test(loader.name);
}

/** Reading is as good as running where the source hides what is read, or a server gives it. */
export function runsWhatItLoads({ name }: RefValue, args: Arguments): boolean {
  const [source] = args.positional;
  if (!source || !RUNS_READ.test(name) || isReadSafely(name, args)) return false;
  const isHidden = name === 'pickle.loads' && layersOf(source).length > 0;
  return isHidden || (labelsOf(source) & LABEL.network) !== 0;
}
