import { describe, expect, it } from 'vitest';
import { HOSTILE_TEXTS, hostileAlert, SAMPLE_SENT_AT_MS, sampleAlert } from '../testing/index.ts';
import { renderTerminal } from './render.ts';

const sentAtMs = SAMPLE_SENT_AT_MS;

describe('renderTerminal', () => {
  it.each([
    ['critical', sampleAlert()],
    ['duplicate', sampleAlert({ possibleDuplicate: true })],
    ['hostile', hostileAlert(HOSTILE_TEXTS.slice(0, 11).join(' '))],
  ])('renders %s as the golden file says', async (name, alert) => {
    await expect(renderTerminal(alert, { colour: false, sentAtMs })).toMatchFileSnapshot(
      `golden/${name}.txt`,
    );
  });

  it('colours only when told to, and only with sequences of its own', () => {
    const dull = renderTerminal(sampleAlert(), { colour: false, sentAtMs });
    const bright = renderTerminal(sampleAlert(), { colour: true, sentAtMs });

    expect(dull).not.toContain('\u001b');
    expect(bright).toContain('\u001b[31m');
    // oxlint-disable-next-line no-control-regex -- the escape character is what is looked for
    expect(bright.replace(/\u001b\[\d+m/g, '')).toBe(dull);
  });

  it.each(HOSTILE_TEXTS.map((text) => [JSON.stringify(text.slice(0, 40)), text]))(
    'is a compact block for %s',
    (_label, text) => {
      const lines = renderTerminal(hostileAlert(text), { colour: false, sentAtMs }).trimEnd().split('\n');

      expect(lines.length).toBeLessThanOrEqual(16);
      expect(Math.max(...lines.map((line) => line.length))).toBeLessThan(250);
      expect(lines.every((line) => line.startsWith('▌'))).toBe(true);
    },
  );
});
