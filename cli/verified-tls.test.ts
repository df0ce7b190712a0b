import { execFile } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { keptCertificate } from '../test/support/kept-certificate.ts';
import { requireVerifiedTls } from './verified-tls.ts';

const MAIN = fileURLToPath(new URL('./main.ts', import.meta.url));

test.each([
  ['0', /^countersign verifies certificates in spite of NODE_TLS_REJECT_UNAUTHORIZED/],
  ['1', null],
  [undefined, null],
])('%j is taken out of the environment', (value, said) => {
  const environment = {
    PATH: '/bin',
    ...(value === undefined ? {} : { NODE_TLS_REJECT_UNAUTHORIZED: value }),
  };
  const message = requireVerifiedTls(environment);
  expect(environment).toEqual({ PATH: '/bin' });
  if (said === null) expect(message).toBeNull();
  else expect(message).toMatch(said);
});

test('a command asks nobody of whom no authority vouches, whatever the environment says', async () => {
  const home = await mkdtemp(join(tmpdir(), 'countersign-verified-'));
  const { key, cert } = await keptCertificate({
    folder: join(home, 'served'),
    host: 'localhost',
    now: new Date(),
  });
  let asked = 0;
  const server = createServer({ key, cert }, (_request, response) => {
    asked += 1;
    response.writeHead(404).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const url = `https://localhost:${(server.address() as AddressInfo).port}/feed/`;
  const env = { PATH: process.env['PATH'], COUNTERSIGN_HOME: home, NODE_TLS_REJECT_UNAUTHORIZED: '0' };
  const said = await new Promise<string>((resolve) => {
    execFile(process.execPath, [MAIN, 'enroll', url], { env }, (_fault, _stdout, stderr) => resolve(stderr));
  });
  server.close();
  await rm(home, { recursive: true });
  expect(said).toContain('countersign verifies certificates');
  expect(asked).toBe(0);
});
