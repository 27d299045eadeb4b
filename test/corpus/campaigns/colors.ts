import { type Campaign, entry, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'colors',
  row: 'colors/faker 2022',
  variants: [
    {
      concealment: 'plain',
      files: entry(
        `module['exports'] = require('./lib/colors');
let am = require('./lib/american');
am();
for (let i = 666; i < Infinity; i++) {
  if (i % 333) {
    // console.log('testing')
  }
  console.log('testing testing testing');
}
`,
        {
          'lib/colors.js': 'module.exports = {};\n',
          'lib/american.js': "module.exports = () => console.log('LIBERTY');\n",
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: entry(
        tabled('plain', (h) => `const o = console; while (!![]) { o[${h('log')}](${h('testing')}); }\n`),
      ),
    },
    {
      concealment: 'moved',
      files: entry(`require('./lib/custom/american')();\nmodule.exports = {};\n`, {
        'lib/custom/american.js': `function zalgo(text) { for (;;) { console.log(text.replace(/./g, '#')); } }
module.exports = function american() { zalgo('LIBERTY LIBERTY LIBERTY'); };
`,
      }),
    },
  ],
};
