import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { copyFile, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { readSettings } from '../../collector/settings.ts';

const ROOT = fileURLToPath(new URL('../..', import.meta.url));
const read = (path: string): Promise<string> => readFile(join(ROOT, path), 'utf8');

interface Compose {
  readonly services: {
    readonly database: Readonly<Record<string, unknown>>;
    readonly collector: Readonly<Record<string, unknown>> & {
      readonly build: { readonly dockerfile: string };
      readonly ports: readonly string[];
    };
  };
}

/** Instructions in their order, each on one line. */
async function instructions(): Promise<readonly (readonly [name: string, rest: string])[]> {
  const text = (await read('deploy/Dockerfile')).replace(/\\\n\s*/g, '');
  const lines = text.split('\n').filter((line) => line !== '' && !line.startsWith('#'));
  return lines.map((line) => [line.split(' ', 1)[0] ?? '', line.slice(line.indexOf(' ') + 1)]);
}

test('the image is of pinned images, and what runs in it is nobody who can write to the program', async () => {
  const all = await instructions();
  const from = all.filter(([name]) => name === 'FROM').map(([, rest]) => rest.split(' ', 1)[0] ?? '');
  expect(from.length).toBe(2);
  for (const image of from) expect(image).toMatch(/^node:24-[a-z]+-slim$/);
  const user = all.findLastIndex(([name]) => name === 'USER');
  expect(all[user]?.[1]).toMatch(/^[1-9]\d{3,}:[1-9]\d{3,}$/);
  expect(all.slice(user).map(([name]) => name)).not.toContain('COPY');
  expect(all.map(([name]) => name)).not.toContain('ADD');
});

test('what the image copies is in the repository, or built by its build', async () => {
  const build = await read('scripts/build.ts');
  for (const [, rest] of (await instructions()).filter(([name]) => name === 'COPY')) {
    const sources = rest.replace('--from=build ', '').split(' ').slice(0, -1);
    for (const source of sources.map((each) => each.replace(/^\/src\//, ''))) {
      const isBuilt = build.includes(`'${source}'`) || source === 'dist/pages/';
      expect(isBuilt || existsSync(join(ROOT, source)), source).toBe(true);
    }
  }
});

test('the image and the unit start the same program on the same settings', async () => {
  const all = await instructions();
  const [program, options] = ['ENTRYPOINT', 'CMD'].map(
    (wanted) => JSON.parse(all.find(([name]) => name === wanted)?.[1] ?? '[]') as readonly string[],
  );
  const command = [...(program ?? []), ...(options ?? [])].join(' ');
  expect(command).toBe(
    'node /opt/countersign/dist/cli.js collector --config /etc/countersign/collector.yaml',
  );
  expect(await read('deploy/countersign-collector.service')).toContain(`ExecStart=/usr/bin/${command}\n`);
});

test('the composition gives the collector no more than it needs, the database to nobody else, and is where its url leads', async () => {
  const { services } = parse(await read('deploy/compose.yaml')) as Compose;
  expect(services.collector).toMatchObject({
    read_only: true,
    cap_drop: ['ALL'],
    security_opt: ['no-new-privileges:true'],
    volumes: [
      'collector:/var/lib/countersign',
      'socket:/var/run/postgresql:ro',
      './settings:/etc/countersign:ro',
    ],
  });
  expect(existsSync(join(ROOT, services.collector.build.dockerfile))).toBe(true);
  expect(services.database).toMatchObject({
    network_mode: 'none',
    volumes: ['database:/var/lib/postgresql', 'socket:/var/run/postgresql'],
  });
  expect(services.database).not.toHaveProperty('ports');
  const { url } = parse(await read('deploy/collector.yaml')) as { readonly url: string };
  expect(services.collector.ports).toEqual([`${new URL(url).port || '443'}:7421`]);
});

test('the settings are ones that a collector takes', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'countersign-deploy-'));
  await copyFile(join(ROOT, 'deploy/collector.yaml'), join(folder, 'collector.yaml'));
  for (const name of ['fullchain.pem', 'privkey.pem', 'db-password', 'client-secret']) {
    await writeFile(join(folder, name), name);
  }
  const settings = readSettings(join(folder, 'collector.yaml'));
  await rm(folder, { recursive: true, force: true });
  expect(settings).toMatchObject({
    port: 7421,
    database: { host: '/var/run/postgresql', password: 'db-password' },
    identity: { clientSecret: 'client-secret' },
  });
});

test('the health check says what the collector says', async () => {
  const statuses = [200, 503];
  const server = createServer((_request, response) => void response.writeHead(statuses.shift() ?? 500).end());
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const { port } = server.address() as AddressInfo;
  const check = (url: string): Promise<number> =>
    new Promise((resolve) => {
      const program = join(ROOT, 'deploy/healthcheck.mjs');
      const child = execFile(process.execPath, [program], { env: { COUNTERSIGN_READY_URL: url } });
      child.once('exit', (code) => resolve(code ?? -1));
    });
  expect(await check(`http://127.0.0.1:${port}/readyz`)).toBe(0);
  expect(await check(`http://127.0.0.1:${port}/readyz`)).toBe(1);
  server.close();
  expect(await check('http://127.0.0.1:1/readyz')).toBe(1);
});
