import { X509Certificate } from 'node:crypto';
import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { openPlaygroundCertificate } from './certificate.ts';

const NOW = new Date('2026-01-01T00:00:00Z');
const DAY_MS = 24 * 60 * 60 * 1000;
let folder: string;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'playground-certificate-'));
});

afterEach(() => rm(folder, { recursive: true, force: true }));

const open = (change: { readonly host?: string; readonly now?: Date } = {}) =>
  openPlaygroundCertificate({ folder, host: 'git.playground.localhost', now: NOW, ...change });

it('makes a certificate for the host, signed by an authority of its own', async () => {
  const { key, cert, authority } = await open();
  const [leaf, root] = [new X509Certificate(cert), new X509Certificate(authority)];
  expect(leaf.checkHost('git.playground.localhost')).toBe('git.playground.localhost');
  expect(leaf.checkHost('github.com')).toBeUndefined();
  expect(leaf.verify(root.publicKey)).toBe(true);
  expect(root.ca).toBe(true);
  expect(key).toContain('BEGIN PRIVATE KEY');
});

it('lets only its owner read the key', async () => {
  await open();
  expect((await stat(join(folder, 'server.pem'))).mode & 0o777).toBe(0o600);
});

it('keeps the certificate it made', async () => {
  expect(await open()).toEqual(await open());
});

it.each([
  ['it is about to end', { now: new Date(NOW.getTime() + 80 * DAY_MS) }],
  ['the host is another', { host: 'other.localhost' }],
])('makes a new one when %s', async (_, change) => {
  expect((await open()).cert).not.toBe((await open(change)).cert);
});

it('makes a new one in place of a broken file', async () => {
  await writeFile(join(folder, 'server.pem'), 'nothing');
  expect((await open()).cert).toContain('BEGIN CERTIFICATE');
});
