/** Programs that run JavaScript files. */
export const JS_RUNTIMES: ReadonlySet<string> = new Set(
  'node nodejs iojs bun deno tsx ts-node ts-node-esm ts-node-dev tsm esno esmo esr jiti swc-node sucrase-node babel-node electron nodemon node-dev pm2 forever zx jest-node'.split(
    ' ',
  ),
);

/** Shells that take a text of POSIX sh, or of something that reads like it. */
export const SHELLS: ReadonlySet<string> = new Set([
  'sh',
  'bash',
  'zsh',
  'dash',
  'ksh',
  'mksh',
  'ash',
  'fish',
  'csh',
  'tcsh',
  'rbash',
]);
/** Interpreters of other languages than JavaScript. */
export const OTHER_RUNTIMES: ReadonlySet<string> = new Set(
  'python python2 python3 pythonw py pypy pypy3 perl ruby php osascript lua awk gawk mawk nawk tclsh Rscript'.split(
    ' ',
  ),
);
export const POWERSHELLS: ReadonlySet<string> = new Set(['powershell', 'pwsh', 'powershell_ise']);
/** Programs that run what they read, besides the runtimes. */
export const READERS: ReadonlySet<string> = new Set([
  'eval',
  'source',
  '.',
  'at',
  'batch',
  'iex',
  'invoke-expression',
]);
