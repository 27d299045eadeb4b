import type { Finding } from '@weir/model';
import type { DetectorInput } from '../contract.ts';
import { fileFinding, indicatorsIn } from '../finding.ts';
import { isFreeTarget, isOddTarget } from '../lib/odd-target.ts';
import { type Grade, gradeOf } from './grade.ts';

/** Stores that projects keep their builds in. Whose a bucket is its name does not tell. */
const STORE =
  /(?:^|\.)(?:amazonaws\.com|cloudfront\.net|googleapis\.com|windows\.net|azureedge\.net|aliyuncs\.com|digitaloceanspaces\.com|backblazeb2\.com|npmmirror\.com|taobao\.org|jsdelivr\.net|unpkg\.com|npmjs\.org)$/;

/** The part of a host's name that somebody registered, as far as two labels tell. */
function domainOf(host: string): string {
  return host.split('.').slice(-2).join('.');
}

/** Domains that the package names as its project's. */
function ownDomains({ json }: DetectorInput['manifest']): ReadonlySet<string> {
  const { homepage, repository, bugs } = json;
  const texts = [homepage, repository, bugs].map((field) => JSON.stringify(field) ?? '');
  const hosts = texts.flatMap((text) => [...text.slice(0, 2048).matchAll(/:\/\/(?:[^/@"]*@)?([\w.-]+)/g)]);
  return new Set(hosts.map(([, host = '']) => domainOf(host.toLowerCase())));
}

function gradeOfSource(address: string, own: ReadonlySet<string>): Grade | null {
  const grade = gradeOf({ channel: 'url', spec: address, field: 'dependencies' });
  const { hostname } = new URL(address);
  if (grade === null || grade.rule === 'git') return null;
  if (grade.rule === 'address' || grade.rule === 'drop-host') return grade;
  if (STORE.test(hostname)) return null;
  const what = `from ${hostname}`;
  if (isFreeTarget(address)) return { rule: 'native-host', severity: 'high', confidence: 0.75, what };
  if (own.has(domainOf(hostname))) return null;
  // Projects have servers of their own for their builds.
  const severity = isOddTarget(address) || grade.rule === 'plain-http' ? 'medium' : 'low';
  return { rule: 'native-host', severity, confidence: 0.6, what };
}

/**
 * Native code that node-pre-gyp, prebuild-install and their like fetch at install from where package.json says. Code
 * hosts, stores and the project's own domain are where honest packages keep it.
 */
export function prebuiltElsewhere({ manifest, hooks }: DetectorInput): Finding[] {
  if (manifest.prebuilt.length === 0 || !hooks.some(({ stage }) => stage === 'install')) return [];
  const own = ownDomains(manifest);
  return manifest.prebuilt.flatMap(({ address, line }) => {
    const grade = gradeOfSource(address, own);
    if (!grade) return [];
    return [
      fileFinding(
        'remote-dependency',
        { path: 'package.json', stage: 'install', line, snippet: address.slice(0, 240) },
        {
          rule: grade.rule,
          severity: grade.severity,
          confidence: grade.confidence,
          summary: `native code comes at install ${grade.what}`,
          chain: ['binary.host', address.slice(0, 200)],
          indicators: indicatorsIn(address),
        },
      ),
    ];
  });
}
