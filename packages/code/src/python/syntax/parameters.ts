import type { Node } from '../tree.ts';
import { type Cursor, fail, type Made, placed, take, takeName } from './cursor.ts';
import { test, testOrStarred } from './expressions.ts';

/**
 * The parameters of a function, or of a lambda, which has no annotations, up to what closes them.
 * @throws PythonSyntaxError for an order that Python refuses.
 */
export function parameters(c: Cursor, close: ')' | ':', isAnnotated: boolean): Node {
  const posonlyargs: Made[] = [];
  const args: Made[] = [];
  const kwonlyargs: Made[] = [];
  const kw_defaults: (Made | null)[] = [];
  const defaults: Made[] = [];
  let vararg: Made | undefined;
  let kwarg: Made | undefined;
  let star: 'none' | 'bare' | 'seen' = 'none';

  function parameter(): Made {
    const start = c.at;
    const arg = takeName(c);
    const annotation = isAnnotated && take(c, ':') ? testOrStarred(c) : undefined;
    return placed(c, start, {
      nodeType: 'Arg',
      lineno: 0,
      col_offset: 0,
      end_lineno: 0,
      end_col_offset: 0,
      arg,
      annotation,
    });
  }

  while (c.kind !== close) {
    if (kwarg) fail();
    if (take(c, '/')) {
      if (star !== 'none' || posonlyargs.length > 0) fail();
      for (const arg of args.splice(0)) posonlyargs.push(arg);
    } else if (take(c, '*')) {
      if (star !== 'none') fail();
      star = c.kind === 'name' ? 'seen' : 'bare';
      if (star === 'seen') vararg = parameter();
    } else if (take(c, '**')) kwarg = parameter();
    else {
      const arg = parameter();
      const fallback = take(c, '=') ? test(c) : null;
      if (star === 'none') {
        if (fallback === null && defaults.length > 0) fail();
        args.push(arg);
        if (fallback !== null) defaults.push(fallback);
      } else {
        star = 'seen';
        kwonlyargs.push(arg);
        kw_defaults.push(fallback);
      }
    }
    if (!take(c, ',')) break;
  }
  if (star === 'bare') fail();
  return {
    nodeType: 'Arguments',
    posonlyargs,
    args,
    vararg,
    kwonlyargs,
    kw_defaults,
    kwarg,
    defaults,
  };
}
