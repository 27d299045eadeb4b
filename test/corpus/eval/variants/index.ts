import { clone, extension, nested, pth, sibling } from './moves.ts';
import { alias, rename } from './names.ts';
import { deadCodeAround, decoys, ignored, offScreen, padding, parity, unchanged } from './noise.ts';
import type { Variant } from './specimen.ts';
import { reverse, split } from './texts.ts';
import { helper, wrap } from './wraps.ts';

/** Ways to write a package so that it does the same and looks otherwise (detection.md, section 8.5). */
export const VARIANTS: Readonly<Record<string, Variant>> = {
  unchanged,
  rename,
  alias,
  wrap,
  helper,
  split,
  reverse,
  'dead-code': deadCodeAround,
  parity,
  decoys,
  padding,
  'off-screen': offScreen,
  ignored,
  extension,
  sibling,
  nested,
  pth,
  clone,
};
