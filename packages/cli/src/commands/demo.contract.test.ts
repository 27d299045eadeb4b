import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { text } from 'node:stream/consumers';
import { describe, expect, it } from 'vitest';
import { pathFromEnvironment } from '../testing/env.ts';
import { WEIR_MAIN } from '../testing/run-weir.ts';

function demoFolders(): string[] {
  return readdirSync(tmpdir()).filter((name) => name.startsWith('weir-demo-'));
}

describe('weir demo', () => {
  it('shows every attack of the minute in the terminal, and nothing else, then ends and cleans up', async () => {
    const before = demoFolders();
    const child = spawn(process.execPath, [WEIR_MAIN, 'demo', '--seconds', '5'], {
      // Real parts and channels of whoever runs this must not be touched by a demo.
      env: {
        PATH: pathFromEnvironment(),
        HOME: tmpdir(),
        DATABASE_URL: 'postgres://nobody@127.0.0.1:1/none',
        KAFKA_BROKERS: '127.0.0.1:1',
        WEIR_SLACK_WEBHOOK_URL: 'http://127.0.0.1:1/hook',
      },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const [out, , exit] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')]);

    expect(exit).toEqual([0, null]);
    const alerts = out.match(/^▌ (?:CRITICAL|HIGH) .*/gm) ?? [];
    expect(alerts).toHaveLength(6);
    expect(new Set(alerts).size).toBe(6);
    expect(out).toContain('46 releases published, 6 of them attacks');
    expect(out).toMatch(/analysed {2}46: .*\b40 benign/);
    expect(out).toMatch(/alerts {4}6$/m);
    expect(demoFolders().filter((name) => !before.includes(name))).toEqual([]);
  }, 120_000);
});
