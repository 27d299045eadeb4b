import { describe, expect, it } from 'vitest';
import { ECOSYSTEMS, ecosystemOf, normalizeName, packageKey, REGISTRIES } from './registry.ts';
import { createRandomText } from './testing/random-text.ts';

describe('normalizeName', () => {
  // PEP 503: lower case, runs of `-`, `_` and `.` become one `-`.
  it.each([
    ['Friendly-Bard', 'friendly-bard'],
    ['friendly.bard', 'friendly-bard'],
    ['FRIENDLY_BARD', 'friendly-bard'],
    ['FrIeNdLy-._.-bArD', 'friendly-bard'],
    ['friendly--bard', 'friendly-bard'],
    ['_x_', '-x-'],
  ])('pypi: %s is %s', (name, expected) => {
    expect(normalizeName('pypi', name)).toBe(expected);
  });

  it.each([
    ['npmjs', 'JSONStream', 'JSONStream'],
    ['npmjs', '@Acme/x_y.z', '@Acme/x_y.z'],
    ['openvsx', 'Acme.Theme', 'acme.theme'],
    ['vsmarketplace', 'Acme.Theme', 'acme.theme'],
    ['github', 'Acme/Tool', 'acme/tool'],
    ['huggingface', 'Acme/Bert', 'Acme/Bert'],
  ] as const)('%s: %s is %s', (registry, name, expected) => {
    expect(normalizeName(registry, name)).toBe(expected);
  });

  it('changes nothing the second time', () => {
    const random = createRandomText(6);
    for (const registry of REGISTRIES) {
      for (let run = 0; run < 500; run++) {
        const once = normalizeName(registry, random.text(12));

        expect(normalizeName(registry, once)).toBe(once);
      }
    }
  });
});

describe('ecosystemOf', () => {
  it('covers every ecosystem', () => {
    expect(new Set(REGISTRIES.map(ecosystemOf))).toEqual(new Set(ECOSYSTEMS));
  });

  it('keys a package by ecosystem and name', () => {
    expect(packageKey('openvsx', 'acme.theme')).toBe('vscode-extension/acme.theme');
    expect(packageKey('npmjs', '@acme/x')).toBe('npm/@acme/x');
  });
});
