/** Files of a distribution by path. */
export type Files = Readonly<Record<string, string>>;

/** A wheel whose import runs the code. */
export function module(code: string, more: Files = {}): Files {
  return {
    'own-1.0.dist-info/METADATA': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': `${code}\n`,
    ...more,
  };
}

/** A source distribution whose setup script runs the code. */
export function setup(code: string, more: Files = {}): Files {
  return {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': '',
    'setup.py': `${code}\nfrom setuptools import setup\nsetup(name='own', version='1.0', packages=['own'])\n`,
    ...more,
  };
}

/** A source distribution of which one command of the setup script runs the code, whose lines are not indented. */
export function command(name: string, code: string, more: Files = {}): Files {
  const body = code.replaceAll('\n', '\n        ');
  return {
    'PKG-INFO': 'Metadata-Version: 2.1\nName: own\nVersion: 1.0\n',
    'own/__init__.py': '',
    'setup.py': `from setuptools import setup\nfrom setuptools.command.${name} import ${name}\nclass Own(${name}):\n    def run(self):\n        ${body}\n        super().run()\nsetup(name='own', version='1.0', packages=['own'], cmdclass={'${name}': Own})\n`,
    ...more,
  };
}

/** Base64 of an inert payload. */
export function b64(text: string): string {
  return Buffer.from(text).toString('base64');
}
