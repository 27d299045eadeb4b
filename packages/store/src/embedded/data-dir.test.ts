import { expect, test } from 'vitest';
import { defaultDataDir } from './data-dir.ts';

test('WEIR_DATA wins over the data home', () => {
  expect(defaultDataDir({ weirData: '/srv/weir', xdgDataHome: '/xdg' }, 'linux', '/home/ann')).toBe(
    '/srv/weir',
  );
});

test('Linux follows XDG, and ignores a relative XDG_DATA_HOME', () => {
  expect(defaultDataDir({ xdgDataHome: '/xdg' }, 'linux', '/home/ann')).toBe('/xdg/weir');
  expect(defaultDataDir({ xdgDataHome: 'rel' }, 'linux', '/home/ann')).toBe('/home/ann/.local/share/weir');
  expect(defaultDataDir({}, 'linux', '/home/ann')).toBe('/home/ann/.local/share/weir');
});

test('macOS and Windows have their own places', () => {
  expect(defaultDataDir({}, 'darwin', '/Users/ann')).toBe('/Users/ann/Library/Application Support/weir');
  expect(defaultDataDir({ localAppData: '/local' }, 'win32', '/ann')).toBe('/local/weir');
  expect(defaultDataDir({}, 'win32', '/ann')).toBe('/ann/AppData/Local/weir');
});
