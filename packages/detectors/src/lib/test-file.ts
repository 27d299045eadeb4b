import type { Stage } from '@weir/model';

const TEST_FILE = /(?:^|\/)(?:test_\w+|\w+_tests?)\.py$/;

/** A module of Python that tests others, by its name, and which nothing of the package imports. */
export function isTestOfOthers({ stage, file }: { readonly stage: Stage; readonly file: string }): boolean {
  return stage === 'use' && TEST_FILE.test(file);
}
