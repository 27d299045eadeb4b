import { expect, test } from 'vitest';
import { shellActions } from './actions.ts';
import { makefileText } from './makefile.ts';

test.each([
  ['a variable', 'TAG := $(shell git describe --tags)', ['git describe --tags']],
  ['a variable in quotes', "HERE := '$(shell pwd)'", ['pwd']],
  [
    'what Sphinx asks',
    'ifeq ($(shell which $(SPHINX) >/dev/null 2>&1; echo $$?), 1)',
    ['which', 'SPHINX', 'echo'],
  ],
  ['a substitution inside', 'X := $(shell dirname $$(which sh))', ['dirname', 'which sh']],
])('the command that a makefile runs while it is read: %s', (_what, line, commands) => {
  const { actions, complete } = shellActions(makefileText(`${line}\n`));

  expect(complete).toBe(true);
  expect(actions.map(({ argv }) => argv.join(' '))).toEqual(
    commands.map((text) => expect.stringMatching(new RegExp(`^${text}`))),
  );
});
