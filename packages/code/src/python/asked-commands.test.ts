import { describe, expect, test } from 'vitest';
import { analyzePython } from './facts.ts';

describe('commands of a setup script', () => {
  test('what it does outside of a source distribution only does not run when one is installed', () => {
    const guarded = (script: boolean): boolean[] =>
      analyzePython(
        "import os\nROOT = os.path.dirname(os.path.abspath(__file__))\nif not os.path.exists(os.path.join(ROOT, 'PKG-INFO')):\n    os.system('a b')\n",
        { script },
      ).commands.map(({ live }) => live);
    expect(guarded(true)).toEqual([false]);
    expect(guarded(false)).toEqual([true]);
  });

  test('a command that is asked for by name does not run at install', () => {
    const { commands } = analyzePython(
      "import os, sys\nif sys.argv[-1] == 'publish':\n    os.system('a b')\nos.system('c d')\n",
      { script: true },
    );
    expect(commands.map(({ line, live }) => `${line} ${live}`).sort()).toEqual(['a b false', 'c d true']);
  });

  test('a maintainer’s word that the script itself may be started with is no such command', () => {
    const { commands } = analyzePython(
      "import os, subprocess, sys\nif sys.argv[-1] == 'test':\n    os.system('a b')\nelse:\n    subprocess.Popen([sys.executable, sys.argv[0], 'test'])\n",
      { script: true },
    );
    expect(commands.find(({ line }) => line === 'a b')?.live).toBe(true);
  });

  test('a command of the setup script’s own runs when it is asked for, or when another one runs it', () => {
    const setup = (more: string): string =>
      `import os\nfrom setuptools import Command, setup\nclass Lazy(Command):\n    def run(self):\n        os.system('a b')\n${more}setup(cmdclass={'build_lazy': Lazy})\n`;
    const lives = (text: string): boolean[] =>
      analyzePython(text, { script: true }).commands.map(({ live }) => live);
    expect(lives(setup(''))).toEqual([false]);
    expect(
      lives(
        setup(
          "from setuptools.command.build import build\nbuild.sub_commands.append(('build_lazy', None))\n",
        ),
      ),
    ).toEqual([true]);
  });
});
