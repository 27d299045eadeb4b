import { describe, expect, test } from 'vitest';
import { shellActions } from './actions.ts';

/** What a text does, commands that only show or change data left out. */
function told(text: string): string[] {
  return shellActions(text, 'script').actions.flatMap((action) => {
    switch (action.kind) {
      case 'run-file': {
        const filters = action.filters?.map((argv) => ` < ${argv.join(' ')}`).toReversed() ?? [];
        const fed = action.filters === undefined ? '' : ' fed';
        return [`run ${action.runtime} ${action.path}${fed}${filters.join('')}`];
      }
      case 'run-unknown':
        return [`unknown ${action.runtime}`];
      case 'inline-code':
        return [`inline ${action.language} ${action.code}`];
      case 'run-script':
        return [`script ${action.script}${action.folder === undefined ? '' : ` in ${action.folder}`}`];
      case 'install-package':
        return [
          `install ${action.specs.join(' ')}${action.folder === undefined ? '' : ` in ${action.folder}`}`,
        ];
      case 'download':
        return [`download ${action.urls.join(' ')} -> ${action.into ?? action.output ?? '-'}`];
      default:
        return [];
    }
  });
}

describe('what an interpreter is fed', () => {
  test.each<[string, readonly string[]]>([
    ['cat a.txt | sh', ['run sh a.txt fed']],
    ['cat a.txt | node -', ['run node a.txt fed']],
    ['type a.txt | node', ['run node a.txt fed']],
    ['cat a b | python3', ['run python3 a fed', 'run python3 b fed']],
    ['base64 -d a.txt | sh', ['run sh a.txt fed < base64 -d']],
    ['cat a.gz | base64 -d | gunzip | sh', ['run sh a.gz fed < gunzip < base64 -d']],
    ["grep '^@' a.md | sed 's/@//' | sh", ['run sh a.md fed < sed s/@// < grep ^@']],
    ['sh -c "$(cat a.txt)"', ['run sh a.txt fed']],
    ['eval `tail -n1 a.txt`', ['run sh a.txt fed < tail -n1']],
    ['$(cat a.txt)', ['run sh a.txt fed']],
    ['node -e "$(cat a.txt)"', ['run node a.txt fed']],
    ['bash <(cat a.txt)', ['run sh a.txt fed']],
    ['cat a.txt | xargs -0 sh -c', ['run sh a.txt fed']],
    ["echo 'node a.js' | at now", ['run node a.js']],
    ["echo 'xnode a.js' | cut -c2- | sh", ['run node a.js']],
    ['node a.js | sh', ['run node a.js', 'unknown sh']],
    [
      'openssl aes-256-cbc -d -k x -in a.bin | rot13 | node',
      ['run node a.bin fed < rot13 < openssl aes-256-cbc -d -k x -in'],
    ],
    ['eval "$(gpg -d)"', ['unknown sh']],
    // Data, names and what tools print for their caller.
    [
      `node -p "require('./package.json').version" | xargs npm view x`,
      [`inline js require('./package.json').version`],
    ],
    ['cat VERSION | tr a b', []],
    ['cat a.json | node b.js', ['run node b.js']],
    ['cat a.txt | python3 -c "x()"', ['inline python x()']],
    ['eval "$(ssh-agent -s)"', []],
    ['$(which node) a.js', []],
    ['ls a.js | xargs node', []],
    ['curl -s https://a.test/x | gunzip | sh', ['download https://a.test/x -> sh']],
    ['sh', []],
    ["pnpm run --sequential '/^build-(a|b:c|node)$/'", ['script /^build-(a|b:c|node)$/', "script '/build-"]],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

describe('what was written before', () => {
  test.each<[string, readonly string[]]>([
    ["echo 'node a.js' > /tmp/j; sh /tmp/j", ['run sh /tmp/j', 'run node a.js']],
    ["echo 'x()' > j.js; echo 'y()' >> j.js; node ./j.js", ['run node ./j.js', 'inline js x()\ny()']],
    ['cat a.txt > /tmp/j; . /tmp/j', ['run sh /tmp/j', 'run sh a.txt fed']],
    ['cp a.txt /tmp/j && sh /tmp/j', ['run sh /tmp/j', 'run sh a.txt']],
    ['mv a.txt b.js && node b.js', ['run node b.js', 'run node a.txt']],
    ['cp a.sh /tmp/ && sh /tmp/a.sh', ['run sh /tmp/a.sh', 'run sh a.sh']],
    ['echo a > log.txt; node b.js', ['run node b.js']],
    ['node a.js > b.js; node b.js', ['run node a.js', 'run node b.js']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

describe('more forms of a command', () => {
  test.each<[string, readonly string[]]>([
    ['((node a.js))', ['run node a.js']],
    ['(((node a.js)))', ['run node a.js']],
    ['((i++)); ((n = n * 2)); node a.js', ['run node a.js']],
    ['for f in a.js b.js; do node $f; done', ['run node a.js', 'run node b.js']],
    ['for f in a b; do node c.js; done', ['run node c.js']],
    ['while read l; do node $l; done <<E\na.js\nb.js\nE', ['run node a.js', 'run node b.js']],
    ['f=xa.js; node ${f#x}', ['run node a.js']],
    ['f=a.b.txt; node ${f%%.*}.js; sh ${f%.txt}', ['run node a.js', 'run sh a.b']],
    ['"$npm_execpath" run b; node $npm_execpath run c', ['script b', 'script c']],
    ['find . -name a.js -exec node {} +', ['run node **/a.js']],
    ['parallel node ::: a.js b.js', ['run node a.js', 'run node b.js']],
    [`awk 'BEGIN{system("node a.js")}'`, ['run node a.js']],
    ['awk "{print $1}" a.txt', []],
    ["make -f - <<'E'\nall:\n\tnode a.js\nE", ['run node a.js']],
    ['echo a.js | xargs -I{} node {}', ['run node a.js']],
    ['c^u^r^l https://a.test/x -o x.bat && x.bat', ['download https://a.test/x -> x.bat']],
    ['git clone --depth 1 https://a.test/r.git', ['download https://a.test/r.git -> r']],
    ['git clone git@a.test:x/r.git t', ['download git@a.test:x/r.git -> t']],
    ['git status; git clone ./a b', []],
    ['scp a.test:/x /tmp/ && rsync -a ./b a.test:/c', ['download a.test:/x -> /tmp/x']],
    // Folders that a package manager is started in.
    ['npm install --prefix ./sub', ['install  in ./sub']],
    [
      'npm -C sub i; yarn --cwd sub install; bun install --cwd sub',
      ['install  in sub', 'install  in sub', 'install  in sub'],
    ],
    ['npm run b --prefix sub; pnpm --dir sub test', ['script b in sub', 'script test in sub']],
  ])('%s', (text, expected) => {
    expect(told(text)).toEqual(expected);
  });
});

test('rounds of loops do not use up what a text may hold', () => {
  const loop = 'for f in 1 2 3 4 5 6 7 8; do node a$f.js; done\n';
  expect(shellActions(loop.repeat(60)).complete).toBe(true);
});
