import { expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { fetchedBy } from './fetched.ts';

test.each([
  ['curl -s https://a.weir.test/x', ['https://a.weir.test']],
  ['wget -qO - https://a.weir.test/x', ['https://a.weir.test']],
  ['dig +short TXT a.weir.test', ['a.weir.test']],
])('%s prints what another machine says', (line, places) => {
  expect(fetchedBy(line)).toEqual({ label: LABEL.network, places });
});

test.each([
  'curl -o x.sh https://a.weir.test/x',
  'wget https://a.weir.test/x',
  'curl -LsSf https://astral.sh/uv/install.sh',
  'dig +short a.weir.test',
  'git status',
])('%s prints nothing of the kind, or what everybody is given', (line) => {
  expect(fetchedBy(line)).toEqual({ label: 0, places: [] });
});
