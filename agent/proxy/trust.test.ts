import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { rootCertificates } from 'node:tls';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { selfSigned } from '../../test/support/raw-wire.ts';
import { upstreamTrust } from './trust.ts';

test("holds Node's own roots, each once", () => {
  const trust = upstreamTrust([]);
  expect(trust.length).toBeGreaterThanOrEqual(rootCertificates.length);
  expect(new Set(trust).size).toBe(trust.length);
});

test.each([
  ['NODE_EXTRA_CA_CERTS', 'NODE_EXTRA_CA_CERTS'],
  // Where Node looks for the system's roots on Linux; elsewhere they are the system's to give.
  ...(process.platform === 'linux' ? [["the system's store", 'SSL_CERT_FILE']] : []),
])('holds %s, but never our own authority from there', async (_, variable = '') => {
  const [own, other] = await Promise.all([selfSigned('own.test'), selfSigned('other.test')]);
  const folder = await mkdtemp(join(tmpdir(), 'countersign-trust-'));
  try {
    const extra = join(folder, 'extra.pem');
    await writeFile(extra, own.cert + other.cert);
    const script = `
      import { X509Certificate } from 'node:crypto';
      import { upstreamTrust } from ${JSON.stringify(new URL('./trust.ts', import.meta.url).href)};
      const names = upstreamTrust([process.argv[1]]).map((pem) => new X509Certificate(pem).subject);
      console.log(JSON.stringify(['own', 'other'].map((name) => names.includes('CN=' + name + '.test'))));`;
    const { stdout } = await promisify(execFile)(
      process.execPath,
      ['--input-type=module', '-e', script, '--', own.cert],
      {
        env: { ...process.env, [variable]: extra },
      },
    );
    expect(JSON.parse(stdout)).toEqual([false, true]);
  } finally {
    await rm(folder, { recursive: true });
  }
});
