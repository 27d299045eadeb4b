import type { Answer } from '../../lib/stand-in/answers.ts';
import type { HostileKnob } from './knob-list.ts';

/** A billion laughs: nine levels of ten references each. */
function laughs(): string {
  const levels = Array.from({ length: 9 }, (_, at) => {
    const inner = at === 0 ? 'lol' : `&l${at - 1};`.repeat(10);
    return `<!ENTITY l${at} "${inner}">`;
  });
  return `<!DOCTYPE rss [${levels.join('')}]>`;
}

const DEPTH = 100_000;
/** Documents are read with a parser that goes deep itself: what it takes, others must take, too. */
const OBJECT_DEPTH = 5_000;
const HUGE_CHARS = 3_000_000;

const BAD_ITEMS = [
  '<item/>',
  '<item><title>none</title></item>',
  '<item><link>javascript:alert(1)</link></item>',
  '<item><link>https://elsewhere.invalid/project/../../etc/passwd/1.0/</link></item>',
  '<item><link>/project/%2e%2e/1.0/</link></item>',
  '<item><link>/project/a%00b/1.0/</link></item>',
  '<item><link>/project/fine/1.0%2F..%2F..%2Fx/</link></item>',
  `<item><link>/project/${'x'.repeat(300)}/1.0/</link></item>`,
  '<item><link>/project/%E0%A4%A/1/</link></item>',
  '<item><link><b>/project/nested/1.0/</b></link></item>',
  '<item><title>x</title><item><link>/project/inner/1.0/</link></item></item>',
];

/** Rows of wrong types; none names a project that exists. */
const BAD_PROJECTS = [
  null,
  7,
  'name',
  [],
  {},
  { name: 7 },
  { name: '../x', '_last-serial': 1 },
  { name: 'a b', '_last-serial': 1 },
  { name: '', '_last-serial': 1 },
  { name: 'x'.repeat(300), '_last-serial': 1 },
  { name: '__proto__', '_last-serial': 1 },
];

const BAD_FILES = [
  null,
  7,
  {},
  { filename: '../../etc/passwd', url: '/packages/x', hashes: {} },
  { filename: 'a\u0000b.whl', url: '/packages/x', hashes: {} },
  { filename: '', url: '/packages/x', hashes: {} },
  { filename: 'x.tar.gz', url: 7, hashes: {} },
  { filename: 'x.tar.gz', url: 'http://[', hashes: [] },
];

const BAD_JOURNAL = [
  '<value><int>7</int></value>',
  '<value><string>row</string></value>',
  '<value><array><data/></array></value>',
  '<value><array><data><value><string>../x</string></value><value><nil/></value><value><int>1</int></value><value><string>create</string></value><value><int>1</int></value></data></array></value>',
];

type Json = Record<string, unknown>;

function parse(body: Buffer): Json | null {
  try {
    const value: unknown = JSON.parse(body.toString('utf8'));
    return value !== null && typeof value === 'object' && !Array.isArray(value) ? (value as Json) : null;
  } catch {
    return null;
  }
}

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [];
}

function edited(answer: Answer, edit: (value: Json) => Json): Answer {
  const value = parse(answer.body);
  return value ? { ...answer, body: Buffer.from(JSON.stringify(edit(value))) } : answer;
}

function deepArrays(): string {
  return `${'['.repeat(DEPTH)}${']'.repeat(DEPTH)}`;
}

/** True when a hostile answer can be made of this one: others wait for the next. */
export function canSpoil({ status, body }: Answer): boolean {
  return status === 200 && body.length > 0;
}

/** Makes an answer hostile. What clients can still find in it is right. */
export function spoil(answer: Answer, knob: HostileKnob): Answer {
  const text = answer.body.toString('utf8');
  const withText = (changed: string): Answer => ({ ...answer, body: Buffer.from(changed) });
  const intoChannel = (more: string): Answer =>
    withText(text.replace('</language>', () => `</language>${more}`));
  switch (knob) {
    case 'rss-bomb':
      return withText(
        text.replace('<rss', () => `${laughs()}<rss`).replace('<title>updates', () => '<title>&l8;updates'),
      );
    case 'rss-external':
      return withText(
        text
          .replace('<rss', () => '<!DOCTYPE rss [<!ENTITY x SYSTEM "file:///etc/passwd">]><rss')
          .replace('<title>updates', () => '<title>&x;updates'),
      );
    case 'rss-deep':
      return intoChannel(`${'<a>'.repeat(DEPTH)}${'</a>'.repeat(DEPTH)}`);
    case 'rss-huge':
      return intoChannel(`<description>${'x'.repeat(HUGE_CHARS)}</description>`);
    case 'rss-controls':
      return intoChannel('<description>\u0000\u0007\u001b[2J\ufffe</description>');
    case 'rss-items':
      return intoChannel(BAD_ITEMS.join(''));
    case 'list-deep':
      return withText(text.replace('"projects":[', () => `"projects":[${deepArrays()},`));
    case 'list-rows':
      return edited(answer, (list) => ({ ...list, projects: [...BAD_PROJECTS, ...listOf(list.projects)] }));
    case 'page-deep':
      return withText(text.replace('{', () => `{"deep":${deepArrays()},`));
    case 'page-types':
      return edited(answer, (page) => ({
        ...page,
        versions: [7, null, '../x', ...listOf(page.versions)],
        files: [...BAD_FILES, ...listOf(page.files)],
      }));
    case 'document-deep':
      return withText(
        text.replace(
          '"info":{',
          () => `"info":{"deep":${'{"a":'.repeat(OBJECT_DEPTH)}1${'}'.repeat(OBJECT_DEPTH)},`,
        ),
      );
    case 'document-huge':
      return edited(answer, (document) => ({
        ...document,
        info: { ...(document.info as Json), description: 'x'.repeat(HUGE_CHARS) },
      }));
    case 'document-types':
      return edited(answer, (document) => ({
        ...document,
        ownership: { roles: [7, null, { user: 5 }] },
        vulnerabilities: 'none',
        info: { ...(document.info as Json), requires_dist: { a: 1 }, keywords: [[[]]], yanked: 'maybe' },
      }));
    case 'journal-fault':
      return withText(
        "<?xml version='1.0'?><methodResponse><fault><value><struct><member><name>faultCode</name><value><int>-32403</int></value></member><member><name>faultString</name><value><string>server error</string></value></member></struct></value></fault></methodResponse>",
      );
    case 'journal-bomb':
      return withText(
        `<?xml version='1.0'?>${laughs()}<methodResponse><params><param><value><string>&l8;</string></value></param></params></methodResponse>`,
      );
    case 'journal-rows':
      return withText(text.replace('<data>', () => `<data>${BAD_JOURNAL.join('')}`));
  }
}
