import { byName } from '../by-name.ts';

const FUNCTIONS = new Set(
  (
    'abs all any ascii bin callable chr compile delattr dir divmod eval exec format getattr globals hasattr hash hex ' +
    'id input isinstance issubclass iter len locals max min next oct open ord pow print repr round setattr sorted sum ' +
    'vars __import__'
  ).split(' '),
);
const CLASSES = new Set(
  (
    'bool bytearray bytes classmethod complex dict enumerate filter float frozenset int list map memoryview object ' +
    'property range reversed set slice staticmethod str super tuple type zip'
  ).split(' '),
);
/** What the `site` module says of itself, as far as it is the same everywhere. */
const NOTICES: Readonly<Record<string, string>> = {
  copyright: 'Copyright (c) 2001-20',
  credits: '    Thanks to CWI, CNRI, BeOpen',
  license: 'Type license() to see the full license text',
  exit: 'Use exit() or Ctrl-D (i.e. EOF) to exit',
  quit: 'Use quit() or Ctrl-D (i.e. EOF) to exit',
};

/** What Python shows of something that is built in; null for other names. */
export const textOfBuiltin = byName((name): string | null => {
  if (FUNCTIONS.has(name)) return `<built-in function ${name}>`;
  if (CLASSES.has(name)) return `<class '${name}'>`;
  return Object.hasOwn(NOTICES, name) ? (NOTICES[name] ?? null) : null;
});

/** What the call of a name gives that shows something built in, such as `oct.__str__`; null for other names. */
export const shownBy = byName((name): string | null => {
  const shown = /^(\w+)\.__(?:str|repr)__$/.exec(name)?.[1];
  return shown === undefined ? null : textOfBuiltin(shown);
});
