import { describe, expect, test } from 'vitest';
import { bunzip2 } from './bzip2.ts';
import { unlzma } from './lzma.ts';

/** `bytes(range(256)) * 40` and what follows it in `TEXT`, packed by CPython's own modules. */
const TEXT = Buffer.concat([
  Buffer.concat(
    Array.from({ length: 40 }, () => Buffer.from(Array.from({ length: 256 }, (_, code) => code))),
  ),
  Buffer.from('aaaaaaaaaaaabcabcabc'),
]);
const PACKED = {
  bz2: 'QlpoOTFBWSZTWcRhhPMAAAB/////////////////////////////////////////////0AP+AAAAASYACYAAmAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACTAATAAEwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAASYACYAAmAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAACTAATAAEwAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAClVVAmAmAAAAAAAAAAAAABoAAAAAAAAAAAAAAAAAAAAAAAAABgP9qMDEwQTBRMGE/8Jg4mECYSJgMLEwwTDRP/iYcJh4mICYiJiQmJiYoJiomLCYuJjAmMiY0JjYmOCY6JjwmPiZAJkImRCZGJkgmSiZMJk4mUCZSJlQmViZYJlomXCZeJmAmYiZkJmYmaCZqJmwmbiZwJnImdCZ2JngmeiZ8Jn4mgCaCJoQmhiaIJoomjCaOJpAmkiaUJpYmmCaaJpwmniagJqImpCamJqgmqiasJq4msCayJrQmtia4JromvCa+JsAmwiavbBsLACYI1rAhNipMFE2MTZBNlE2YTZxNoE2kTahNrE2wTbRNuE28TcBNxE3ITcxN0E3UTdhN3E3gTeRN6E3sTfBN9E34TfxOAE4ETghODE4QThROGE4cTiBOJE4oTixOME40TjhOPE5ATkROSE5MTlBOVE5YTlxOYE5kTmhObE5wTnROeE58ToBOhE6IToxOkE6UTphOnE6gTqROqE6sTrBOtE64TrxOwE7ETshOzE7QTtRO2E7cTuBO5E7oTuxO8E70TvhO/E8ATwRPCE8MTxBPFE8YTxxPIE8kTyhPLE8wTzRPOE88T0BPRE9IT0xPUE9UT1hPXE9gT2RPaE9sT3BPdE94T3xPgE+ET4hPjE+QT5RPmE+cT6BPpE+oT6xPsE+0T7hPvE/AT8RPyE/MT9BP1E/YT9xP4E/kT+hP7E/wT/RP+F3JFOFCQxGGE8w=',
  twice:
    'QlpoOTFBWSZTWRmTm2sAAAABACAAIAAhGEaC7kinChIDMnNtYEJaaDkxQVkmU1kU0L2yAAAAAQAQACAAIRhGgu5IpwoSApoXtkA=',
  xz: '/Td6WFoAAATm1rRGAgAhARYAAAB0L+Wj4CgTARldAAAAUlAKhPmbsoAhqWnWJ+A+BlpfBI1T1AS6OVcFCcFVJN6duHFZMWChn/lvSXPyyOqMuhqLKWkhgP4zg2avRm3snomKC4PwPA6Jjj/tX+eekNkc/zL0suA5UbLSFBW0xXG62wbjeZqfuzjBsACskwuqBhkDEggVW5vISPAyLv4toIfI8KTg0lHrjWdWkrJNhMXxhjHfamJbwnkt2fc8c7p0dAfYPKlWIiShZvhahF8wZ9L2S0kufyDr2/gQDpR4d8c/a++0zZXib/ZEbgbPC4Iay9t68FeNmP+QwD7mwRJBde4DKJbrE/unKMyvMrukDiXyWLDe2FYcZvDiGzl2+Zf/j6PIL/St8ts4MTB6wHIq6CXlglg03v8AAAAAAP216TmSCZ3iAAG1ApRQAAA4XQytscRn+wIAAAAABFla',
  sha256:
    '/Td6WFoAAArh+wyhAgAhARwAAAAQz1jM4CgTARldAAAAUlAKhPmbsoAhqWnWJ+A+BlpfBI1T1AS6OVcFCcFVJN6duHFZMWChn/lvSXPyyOqMuhqLKWkhgP4zg2avRm3snomKC4PwPA6Jjj/tX+eekNkc/zL0suA5UbLSFBW0xXG62wbjeZqfuzjBsACskwuqBhkDEggVW5vISPAyLv4toIfI8KTg0lHrjWdWkrJNhMXxhjHfamJbwnkt2fc8c7p0dAfYPKlWIiShZvhahF8wZ9L2S0kufyDr2/gQDpR4d8c/a++0zZXib/ZEbgbPC4Iay9t68FeNmP+QwD7mwRJBde4DKJbrE/unKMyvMrukDiXyWLDe2FYcZvDiGzl2+Zf/j6PIL/St8ts4MTB6wHIq6CXlglg03v8AAAAAAF9423K5dJ67Wb4LZrrcgO/WbS6mhxJ2eng90F3lQhKUAAHNApRQAACU0n1KtunfHAIAAAAAClla',
  lzma: 'XQAAgAD//////////wAAAFJQCoT5m7KAIalp1ifgPgZaXwSNU9QEujlXBQnBVSTenbhxWTFgoZ/5b0lz8sjqjLoaiylpIYD+M4Nmr0Zt7J6JiguD8DwOiY4/7V/nnpDZHP8y9LLgOVGy0hQVtMVxutsG43man7s4wbAArJMLqgYZAxIIFVubyEjwMi7+LaCHyPCk4NJR641nVpKyTYTF8YYx32piW8J5Ldn3PHO6dHQH2DypViIkoWb4WoRfMGfS9ktJLn8g69v4EA6UeHfHP2vvtM2V4m/2RG4GzwuCGsvbevBXjZj/kMA+5sESQXXuAyiW6xP7pyjMrzK7pA4l8liw3thWHGbw4hs5dvmX/4+jyC/0rfLbODEwesByKugl5YJYNxs/s//+z2dg',
  sized:
    'XQAAgAAUKAAAAAAAAAAAAFJQCoT5m7KAIalp1ifgPgZaXwSNU9QEujlXBQnBVSTenbhxWTFgoZ/5b0lz8sjqjLoaiylpIYD+M4Nmr0Zt7J6JiguD8DwOiY4/7V/nnpDZHP8y9LLgOVGy0hQVtMVxutsG43man7s4wbAArJMLqgYZAxIIFVubyEjwMi7+LaCHyPCk4NJR641nVpKyTYTF8YYx32piW8J5Ldn3PHO6dHQH2DypViIkoWb4WoRfMGfS9ktJLn8g69v4EA6UeHfHP2vvtM2V4m/2RG4GzwuCGsvbevBXjZj/kMA+5sESQXXuAyiW6xP7pyjMrzK7pA4l8liw3thWHGbw4hs5dvmX/4+jyC/0rfLbODEwesByKugl5YJYNxs/s//+z2dg',
} as const;

const unpacked = (kind: keyof typeof PACKED, max = 1 << 20): Uint8Array | null => {
  const data = Buffer.from(PACKED[kind], 'base64');
  return kind === 'bz2' || kind === 'twice' ? bunzip2(data, max) : unlzma(data, max);
};

describe('constants that are packed', () => {
  test.each(['bz2', 'xz', 'sha256', 'lzma', 'sized'] as const)('%s', (kind) => {
    expect(Buffer.from(unpacked(kind) ?? []).equals(TEXT)).toBe(true);
  });

  test('streams one after the other are one text', () => {
    expect(Buffer.from(unpacked('twice') ?? []).toString()).toBe('ab');
  });

  test.each(['bz2', 'xz', 'sha256', 'lzma', 'sized'] as const)(
    '%s that gives too much gives nothing',
    (kind) => {
      expect(unpacked(kind, TEXT.length - 1)).toBeNull();
      expect(unpacked(kind, TEXT.length)).not.toBeNull();
    },
  );

  test.each(['bz2', 'xz', 'sha256', 'lzma', 'sized'] as const)('%s cut short or changed ends', (kind) => {
    const data = Buffer.from(PACKED[kind], 'base64');
    const run = kind === 'bz2' ? bunzip2 : unlzma;
    for (let at = 0; at < data.length; at += 3) {
      const changed = Buffer.from(data);
      changed[at] = (changed[at] ?? 0) ^ 0x55;
      expect((run(changed, 100_000)?.length ?? 0) <= 100_000).toBe(true);
      if (at > 0 && at < data.length - 40) expect(run(data.subarray(0, at), 100_000)).toBeNull();
    }
  });
});
