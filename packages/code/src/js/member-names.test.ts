import { describe, expect, it } from 'vitest';
import { givesMember } from './member-names.ts';
import { parseJs } from './parse.ts';
import { bindProgram } from './scope.ts';

function bind(text: string) {
  const { program } = parseJs(text);
  if (!program) throw new Error('no tree');
  return bindProgram(program);
}

describe('givesMember', () => {
  it.each([
    ['an object', 'const api = { send(x) { eval(x); } };'],
    ['a name in quotes', "const api = { 'send': run };"],
    ['a name in brackets', "const api = { ['send']: run };"],
    ['a getter', 'const api = { get send() { return run; } };'],
    ['a short form', 'start({ send });'],
    ['an object as a default', 'function start({ api = { send: run } }) {}'],
    ['a method of a class', 'class Api { send() {} }'],
    ['a field of a class', 'class Api { static send = run; }'],
    ['an assignment', 'Api.prototype.send = run;'],
    ['an assignment in brackets', "api['send'] = run;"],
    ['a pattern', '[this.send] = [run];'],
    ['a loop', 'for (this.send of all) this.send();'],
  ])('knows a name that %s gives', (_, text) => {
    expect(givesMember(bind(text), 'send')).toBe(true);
  });

  it('knows no name that is only called or read', () => {
    expect(givesMember(bind('rows.send(api.send); const { send } = api;'), 'send')).toBe(false);
  });

  it('takes any name for given where not all of a file was looked at', () => {
    expect(givesMember({ ...bind('rows.push(1);'), memberNames: null }, 'send')).toBe(true);
  });
});
