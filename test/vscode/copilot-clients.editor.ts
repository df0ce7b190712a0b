import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { sessionEnvironment } from '../../protocol/session-environment.ts';
import type { SeenRequest, StandInAnswer } from '../support/copilot-server.ts';
import { toolStream } from '../support/model-answers.ts';
import { openWorld, type World } from '../support/world.ts';
import { askCommandLine, type ClientPlace } from './support/copilot-command-line.ts';
import { type LanguageServer, openLanguageServer } from './support/copilot-language-server.ts';
import { hasPrivateNetwork } from './support/environment.ts';
import { type GitHub, NAMES, startGitHub } from './support/github.ts';
import { completes, type Question, questionOf, says } from './support/model.ts';
import { openSink, type Sink } from './support/private-network.ts';
import { PATIENCE } from './support/steps.ts';

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const PLACEHOLDER = /CSG_[A-Z0-9]{2,8}_[0-9A-Z]{8,24}/;
/** Telemetry that goes elsewhere; led to the stand-in, so that the agent looks up nothing. */
const TUNNELLED = ['dc.services.visualstudio.com'];

/** What the model says to the questions of this file. */
let reply: (question: Question) => StandInAnswer = () => says('nothing was asked');

function model(request: SeenRequest): StandInAnswer {
  return request.path.startsWith('/v1/engines/') ? completes('return a + b;') : reply(questionOf(request));
}

/** A terminal of a window, with the session of that window. */
type Terminal = ClientPlace & { readonly session: string };

describe.skipIf(!hasPrivateNetwork())('clients of Copilot in the terminals of an editor', () => {
  let github: GitHub;
  let world: World;
  let sink: Sink;
  let server: LanguageServer | undefined;

  beforeAll(async () => {
    github = await startGitHub(model);
    world = await openWorld({
      policy: (text) => text.replace(/^hosts:\n/m, 'hosts:\n  - { suffix: github.com, kind: git }\n'),
      upstream: {
        hosts: Object.fromEntries([...NAMES, ...TUNNELLED].map((name) => [name, '127.0.0.1'])),
        extraTrust: [github.certificate.cert],
      },
    });
    sink = await openSink(world.home);
  });

  afterAll(async () => {
    await server?.close();
    await sink?.close();
    await world?.close();
    await github?.close();
  });

  async function terminal(name: string): Promise<Terminal> {
    const home = join(world.home, name);
    await mkdir(home);
    const grant = await world.session('mixed');
    const own = { PATH: process.env['PATH'] ?? '', HOME: home, LANG: 'C.UTF-8' };
    return { folder: home, session: grant.id, environment: { ...own, ...sessionEnvironment(grant, own) } };
  }

  /** The placeholder in what was sent here last. */
  function placeholderSentTo(path: RegExp): string | undefined {
    const sent = github.requests.filter((request) => path.test(request.path)).at(-1);
    return PLACEHOLDER.exec(sent?.body.toString() ?? '')?.[0];
  }

  /** Sessions in whose name this was masked, each once. */
  async function sessionsWith(placeholder: string | undefined): Promise<readonly (string | null)[]> {
    const intents = await world.records('exchange.intent');
    const masked = intents.filter(({ detail }) => JSON.stringify(detail).includes(`"${placeholder}"`));
    return [...new Set(masked.map(({ session }) => session))];
  }

  test('a secret in a question to the command line stays, and its answer shows it', async () => {
    const place = await terminal('asking');
    reply = ({ text }) => says('it reads ', PLACEHOLDER.exec(text)?.[0] ?? 'nothing');
    expect(await askCommandLine(place, `what is ${SECRET}?`)).toContain(`it reads ${SECRET}`);
    expect(await sessionsWith(placeholderSentTo(/^\/chat\/completions$/))).toEqual([place.session]);
  });

  test('a push by a tool of the command line is held in the same session, and completes once approved', async () => {
    const place = await terminal('pushing');
    const { dev, id, refs } = await world.repository();
    for (const key of ['http.proxy', 'http.sslCAInfo']) await dev.must('config', '--unset', key);
    await dev.write('src/more.ts', 'export const more = 1;\n');
    const commit = await dev.commit('Add more');
    const command = 'git push origin main';
    reply = ({ toolResult }) =>
      toolResult === null
        ? toolStream(
            'bash',
            JSON.stringify({ command, description: 'Push', mode: 'sync', initial_wait: 120 }),
          )
        : says('the push says: ', toolResult);
    const asked = askCommandLine({ ...place, folder: dev.clone }, 'push it', '--allow-all-tools');
    const held = await world.pending(id);
    await world.approve(held.id);
    expect(await asked).toContain('the push says');
    expect((await refs())['refs/heads/main']).toBe(commit);
    const records = await world.records('exchange.held');
    expect(records.map(({ session }) => session)).toEqual([place.session]);
  });

  test('the language server signs in, and a secret in the file that it completes stays', async () => {
    const place = await terminal('completing');
    server = await openLanguageServer(place);
    await server.signIn();
    const text = `export const token = '${SECRET}';\nfunction add(a: number, b: number): number {\n`;
    const proposed = () => server?.complete('token.ts', text);
    await expect.poll(proposed, PATIENCE).toEqual(['return a + b;']);
    expect(await sessionsWith(placeholderSentTo(/^\/v1\/engines\//))).toEqual([place.session]);
  });

  test('all of that left no secret upstream, and nothing went round the proxy', () => {
    const bodies = github.requests.map(({ body }) => body.toString());
    expect(bodies.filter((body) => body.includes(SECRET))).toEqual([]);
    expect(sink.names()).toEqual([]);
    expect(sink.connections()).toBe(0);
  });
});
