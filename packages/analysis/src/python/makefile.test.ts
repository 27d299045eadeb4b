import { expect, test } from 'vitest';
import { recipesFor } from './makefile.ts';

const MAKEFILE = `PARTS = one two
.PHONY: all clean
all: $(PARTS)
one:
\techo one

two: two.o
\techo two
%.o: %.c
\tcc $<
clean:
\trm -rf build
`;

/** Recipes that are left. */
const left = (goals: readonly string[]): string[] => recipesFor(MAKEFILE, goals).match(/^\t.*$/gm) ?? [];

test.each([
  [[], ['\techo one', '\techo two', '\tcc $<']],
  [['one'], ['\techo one']],
  [['clean'], ['\trm -rf build']],
  [['unknown'], ['\techo one', '\techo two', '\tcc $<', '\trm -rf build']],
])('for %j', (goals, recipes) => {
  expect(left(goals)).toEqual(recipes);
});

test('every line stays where it was', () => {
  expect(recipesFor(MAKEFILE, ['clean']).split('\n').indexOf('\trm -rf build')).toBe(11);
});
