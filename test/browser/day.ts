import type { SessionGrant } from '../../protocol/control.ts';
import { askThrough } from '../support/through-agent.ts';
import type { Repository, World } from '../support/world.ts';

/** A session as people have them: a question with a secret in it, an answer, a push that waits. */
export interface Day {
  readonly session: string;
  readonly grant: SessionGrant;
  readonly repository: Repository;
  readonly approval: string;
  readonly push: Promise<{ readonly code: number; readonly stderr: string }>;
}

const PROGRAM = 'code';

export async function aDay(world: World): Promise<Day> {
  const grant = await world.agent().openSession({ actor: 'mixed', program: PROGRAM, parent: null });
  world.copilot.answer({
    headers: { 'content-type': 'application/json' },
    pieces: [JSON.stringify(answer('Read it from the environment, and keep it out of the repository.'))],
  });
  const asked = await askThrough(
    grant,
    { host: world.copilot.host, port: world.copilot.port },
    { path: '/chat/completions', body: JSON.stringify(QUESTION), headers: {} },
  );
  if (asked.status !== 200) throw new Error(`the question was answered with ${asked.status}`);
  const repository = await world.repository();
  const { dev } = repository;
  await dev.must('config', 'http.proxy', grant.proxyUrl);
  await dev.write('deploy/app.yaml', 'replicas: 3\n');
  await dev.commit('Run three replicas');
  await dev.write('assets/logo.png', new Uint8Array([0x89, 0x50, 0, 1, 2, 3]));
  await dev.write('src/login.ts', 'export const label = "password";\n');
  await dev.commit('Add the login page and its logo');
  const push = dev.git('push', 'origin', 'main');
  const { id } = await world.pending(repository.id);
  return { session: grant.id, grant, repository, approval: id, push };
}

/** Of our own making; its last six characters are the checksum that GitHub publishes. */
const SECRET = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');

const QUESTION = {
  model: 'gpt-4.1',
  stream: false,
  messages: [{ role: 'user', content: `Where do I put the token ${SECRET} for the deploy script?` }],
};

function answer(content: string): object {
  const message = { role: 'assistant', content };
  return {
    id: 'c1',
    object: 'chat.completion',
    created: 1,
    model: 'gpt-4.1',
    choices: [{ index: 0, message, finish_reason: 'stop' }],
  };
}
