import { crc32 } from 'node:zlib';
import { buildTarball } from '../../lib/stand-in/tarball.ts';

/** A zip of stored members (PKWARE APPNOTE 4.3): enough for a small wheel. */
function buildZip(files: Readonly<Record<string, string>>): Buffer {
  const locals: Buffer[] = [];
  const central: Buffer[] = [];
  let offset = 0;
  for (const [path, text] of Object.entries(files)) {
    const name = Buffer.from(path);
    const body = Buffer.from(text);
    const fields = Buffer.alloc(26);
    fields.writeUInt16LE(20, 0);
    // 1980-01-01, as reproducible builds have it.
    fields.writeUInt16LE(0x21, 8);
    fields.writeUInt32LE(crc32(body), 10);
    fields.writeUInt32LE(body.length, 14);
    fields.writeUInt32LE(body.length, 18);
    fields.writeUInt16LE(name.length, 22);
    const local = Buffer.concat([Buffer.from('PK\u0003\u0004'), fields, name, body]);
    const tail = Buffer.alloc(14);
    tail.writeUInt32LE(offset, 10);
    central.push(Buffer.concat([Buffer.from('PK\u0001\u0002'), Buffer.from([20, 0]), fields, tail, name]));
    locals.push(local);
    offset += local.length;
  }
  const directory = Buffer.concat(central);
  const end = Buffer.alloc(22);
  end.write('PK\u0005\u0006', 'latin1');
  end.writeUInt16LE(central.length, 8);
  end.writeUInt16LE(central.length, 10);
  end.writeUInt32LE(directory.length, 12);
  end.writeUInt32LE(offset, 16);
  return Buffer.concat([...locals, directory, end]);
}

/** A small, harmless distribution for a filename: a wheel, or else an sdist. */
export function buildContent(name: string, version: string, filename: string): Buffer {
  const module = name.replaceAll('-', '_');
  const metadata = `Metadata-Version: 2.1\nName: ${name}\nVersion: ${version}\n`;
  if (!filename.endsWith('.whl'))
    return buildTarball(
      {
        'PKG-INFO': metadata,
        'setup.py': `from setuptools import setup\nsetup(name=${JSON.stringify(name)})\n`,
      },
      `${module}-${version}`.slice(0, 80),
    );
  const info = `${module}-${version}.dist-info`;
  return buildZip({
    [`${module}/__init__.py`]: '',
    [`${info}/METADATA`]: metadata,
    [`${info}/WHEEL`]: 'Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n',
    [`${info}/RECORD`]: '',
  });
}
