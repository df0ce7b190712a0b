import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { localTokenPaths } from '../../collector/identity/local-tokens.ts';
import type { AuditEvent } from '../../protocol/audit-record.ts';
import { parsed, rawAtGateway } from '../support/ask-gateway.ts';
import {
  type GatewayClone,
  type GatewayWorld,
  HOST_TOKEN,
  openGatewayScene,
} from '../support/gateway-world.ts';
import { chatStream } from '../support/model-answers.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');

let w: GatewayWorld;
let robins: GatewayClone;
/** First segment of its paths. */
let copilot: string;
const logged: string[] = [];

beforeAll(async () => {
  const scene = await openGatewayScene({ onLogLine: (line) => void logged.push(line) });
  copilot = `${scene.world.copilot.host}:${scene.world.copilot.port}`;
  const gateway = await scene.replica('gateway', { port: scene.port, passthrough: [copilot] });
  w = { ...scene, gateway };
  robins = await w.repository(await w.token('robin', { groups: ['developers'] }));
}, 60_000);

afterAll(async () => {
  await w.gateway.close();
  await w.close();
});

async function change({ dev }: GatewayClone, path = 'src/more.ts'): Promise<string> {
  await dev.write(path, `export const more = '${path}';\n`);
  return dev.commit(`Add ${path}`);
}

async function records(event: AuditEvent) {
  await w.gateway.agent.flush(20_000);
  return w.world.records(event);
}

async function localToken(role: 'developer' | 'reviewer'): Promise<string> {
  return (await readFile(localTokenPaths(join(w.world.home, 'collector'))[role], 'utf8')).trim();
}

test('git fetches and pushes with a token for the gateway, and none for the host', async () => {
  const newId = await change(robins);
  expect(await robins.dev.git('fetch', 'origin')).toMatchObject({ code: 0 });
  const { code, stderr } = await robins.dev.git('push', 'origin', 'HEAD:refs/heads/feature');
  expect([code, stderr]).toEqual([0, expect.stringContaining('feature')]);
  expect((await robins.repository.refs())['refs/heads/feature']).toBe(newId);
  const intents = await records('exchange.intent');
  const detail = intents.find((each) => JSON.stringify(each.detail).includes('git.push'))?.detail;
  expect(detail).toMatchObject({ subject: 'ci/robin', actor: 'ci' });
});

test('a token is a session, whose opening says who vouches for it', async () => {
  const opened = await records('session.opened');
  expect(opened.map(({ detail }) => detail)).toContainEqual({
    ...{ subject: 'ci/robin', actor: 'ci', program: 'ci', parent: null },
    evidence: `a token of ${w.issuer.issuer}`,
  });
});

test('people come with what the collector knows them by', async () => {
  expect(await robins.clone(await localToken('developer'))).toMatchObject({ code: 0 });
  const opened = await records('session.opened');
  expect(opened.map(({ detail }) => detail)).toContainEqual(
    expect.objectContaining({
      subject: 'developer',
      actor: 'mixed',
      evidence: 'a token that the collector knows',
    }),
  );
});

test('a held push is asked about in the name of whoever pushes, and passes once it is approved', async () => {
  const newId = await change(robins, 'src/held.ts');
  const push = robins.dev.git('push', 'origin', 'HEAD:main');
  const { id, binding } = await w.world.pending(robins.repository.id);
  expect(binding.requester).toBe('ci/robin');
  await w.world.approve(id);
  expect(await push).toMatchObject({ code: 0 });
  expect((await robins.repository.refs())['refs/heads/main']).toBe(newId);
});

test('a client of Copilot has the gateway as its base URL; its own token passes, and its secrets do not', async () => {
  w.world.copilot.answer(chatStream('Hello.'));
  const messages = [{ role: 'user', content: `Use ${SECRET} here` }];
  const body = JSON.stringify({ model: 'gpt-4.1', stream: true, messages });
  const lines = [
    ...[
      `POST /${copilot}/chat/completions HTTP/1.1`,
      `Host: localhost:${w.port}`,
      'Content-Type: application/json',
    ],
    ...[`Proxy-Authorization: Bearer ${await localToken('developer')}`, 'Authorization: Bearer copilots-own'],
    ...[`Content-Length: ${body.length}`, '', body],
  ];
  const { status, body: answer } = parsed(await rawAtGateway(w, lines.join('\r\n')));
  expect([status, answer]).toEqual([200, expect.stringContaining('Hello.')]);
  const seen = w.world.copilot.requests.at(-1);
  expect(seen?.headers['authorization']).toBe('Bearer copilots-own');
  expect(Object.keys(seen?.headers ?? {})).not.toContain('proxy-authorization');
  expect(seen?.body.toString()).not.toContain(SECRET);
  expect(seen?.body.toString()).toMatch(/CSG_[A-Z0-9]{2,8}_/);
});

describe('a rule on what the provider of a pipeline vouches for', () => {
  const RULE = `
  - id: deployments
    on: [repo.write]
    when: ref.branch.glob("deploy/**") && (ci.repository_id != "74" || ci.environment != "production")
    effect: deny
    message: deployments come from production of the one pipeline
`;
  const JOB = { repository: 'octo/demo', repository_id: '74', environment: 'production', run_id: '1' };

  beforeAll(() => w.world.policy((text) => `${text}${RULE}`));
  afterAll(() => w.world.policy((text) => text));

  test.each<[string, () => Promise<string>, boolean]>([
    ['the pipeline itself', () => w.pipelineToken(JOB), true],
    [
      'another pipeline of the same name',
      () => w.pipelineToken({ ...JOB, repository_id: '75', run_id: '2' }),
      false,
    ],
    ['whoever is no pipeline of a known provider', () => w.token('robin', { repository_id: '74' }), false],
  ])('binds %s', async (who, token, passes) => {
    const clone = await w.repository(await token());
    const newId = await change(clone, 'src/deploy.ts');
    const { code, stderr } = await clone.dev.git('push', 'origin', 'HEAD:refs/heads/deploy/1');
    expect(stderr).toMatch(passes ? /deploy\/1/u : /deployments come from production of the one pipeline/u);
    expect(code, who).toBe(passes ? 0 : 1);
    expect((await clone.repository.refs())['refs/heads/deploy/1']).toBe(passes ? newId : undefined);
  });
});

describe('git is told', () => {
  test('that its token is nobody’s', async () => {
    const { code, stderr } = await robins.clone('x');
    expect([code, stderr]).toEqual([128, expect.stringContaining('Authentication failed')]);
  });

  test('that nobody can say whose token it is, while the collector is away', async () => {
    const token = await localToken('reviewer');
    await w.world.stopCollector();
    try {
      const { code, stderr } = await robins.clone(token);
      expect([code, stderr]).toEqual([
        128,
        expect.stringContaining(
          'remote: countersign: nobody can say whose token this is: the collector cannot be reached',
        ),
      ]);
      await change(robins, 'src/away.ts');
      const held = await robins.dev.git('push', 'origin', 'HEAD:main');
      expect([held.code, held.stderr]).toEqual([1, expect.stringContaining('the collector cannot be asked')]);
    } finally {
      await w.world.startCollector();
    }
  });

  test('that there is no policy', async () => {
    await w.world.policy(() => 'this is none');
    try {
      const { code, stderr } = await robins.dev.git('fetch', 'origin');
      expect([code, stderr]).toEqual([128, expect.stringMatching(/remote error: countersign: .*policy/)]);
    } finally {
      await w.world.policy((text) => text);
    }
  });
});

test('no token is in a log, in a record or in a file', async () => {
  const files = await Promise.all(
    (await readdir(join(w.gateway.home, 'agent'), { recursive: true, withFileTypes: true }))
      .filter((entry) => entry.isFile())
      // A file that is written anew has another name until it is whole.
      .map((entry) => readFile(join(entry.parentPath, entry.name), 'latin1').catch(() => '')),
  );
  const everything = [JSON.stringify(await w.world.records()), logged.join('\n'), ...files].join('\n');
  expect(everything).toContain('ci/robin');
  const encoded = Buffer.from(`x-access-token:${HOST_TOKEN}`).toString('base64');
  for (const token of [HOST_TOKEN, encoded, await localToken('developer')])
    expect(everything).not.toContain(token);
  expect(everything).not.toMatch(/eyJ[\w-]{20,}\.[\w-]{20,}/);
});
