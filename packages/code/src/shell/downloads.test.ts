import { describe, expect, test } from 'vitest';
import { shellActions } from './actions.ts';

const URL = 'http://a.test/x';

describe('what a download sends along', () => {
  test.each([
    [`curl -d @/etc/hosts ${URL}`, true],
    [`curl -sSfd 'a=b' ${URL}`, true],
    [`curl -fsSF 'a=@b' ${URL}`, true],
    [`curl -sT b ${URL}`, true],
    [`curl --json '{}' ${URL}`, true],
    [`curl -f -L -# -o b ${URL}`, false],
    [`curl -fsSLoFile.Td ${URL}`, false],
    [`curl -D headers.txt ${URL}`, false],
    [`wget -T 30 -d ${URL}`, false],
    [`wget --post-data=a=b ${URL}`, true],
  ])('%s: %s', (line, sends) => {
    expect(shellActions(line).actions).toMatchObject([{ kind: 'download', sends }]);
  });
});
