import { type PaxRecords, parsePaxRecords } from './tar-pax.ts';

/** What extension headers say about the member after them. */
export type TarOverrides = Omit<PaxRecords, 'oddities'>;

/** pax (`x`, Solaris `X`, global `g`) and GNU (`L`, its old form `N`, `K`): they speak about the member after them. */
export const EXTENSION_TYPES = new Set(['x', 'X', 'g', 'L', 'N', 'K']);

/** Gathers extension headers until their member comes. */
export interface TarExtensions {
  /** The body of an extension header of so many bytes, and what pads it to whole blocks. */
  take(type: string, padded: Buffer, sizeBytes: number): void;
  /** What was gathered for the next member; gathering begins anew. */
  consume(): TarOverrides;
}

/** An empty gathering; `corrupt` hears of everything that readers may take differently. */
export function createTarExtensions(corrupt: (path: string | null, detail: string) => void): TarExtensions {
  let next: TarOverrides = {};
  let globalSizeBytes: number | undefined;

  function override(overrides: TarOverrides): void {
    const [twice] = Object.keys(overrides).filter((key) => key in next);
    if (twice) corrupt(overrides.path ?? null, `two headers say what the ${twice} of the next member is`);
    next = { ...next, ...overrides };
  }

  function takePax(type: string, bytes: Buffer): void {
    const { oddities, ...records } = parsePaxRecords(bytes);
    for (const oddity of oddities) corrupt(records.path ?? null, oddity);
    if (type !== 'g') {
      override(records);
      return;
    }
    if (Object.keys(records).length > 0) {
      corrupt(
        null,
        'a global header names path, link target or size: readers disagree about the members after it',
      );
    }
    globalSizeBytes = records.sizeBytes ?? globalSizeBytes;
  }

  return {
    take(type, padded, sizeBytes) {
      const bytes = padded.subarray(0, sizeBytes);
      if (padded.subarray(sizeBytes).some((byte) => byte !== 0)) {
        corrupt(null, 'an extension header goes on behind its end: some readers take whole blocks');
      }
      if (type === 'N') corrupt(null, 'an old long name, which some readers do not know');
      if (type !== 'L' && type !== 'N' && type !== 'K') {
        takePax(type, bytes);
        return;
      }
      const nul = bytes.indexOf(0);
      const value = bytes.toString('utf8', 0, nul === -1 ? bytes.length : nul);
      if (nul !== -1 && bytes.subarray(nul).some((byte) => byte !== 0)) {
        corrupt(value, 'a long name holds a NUL: some readers take what follows it');
      }
      override(type === 'K' ? { linkTarget: value } : { path: value });
    },
    consume() {
      const taken = next;
      next = {};
      if (taken.sizeBytes !== undefined || globalSizeBytes === undefined) return taken;
      return { ...taken, sizeBytes: globalSizeBytes };
    },
  };
}
