import { afterAll, beforeAll, beforeEach, describe, expect, onTestFailed, test, vi } from 'vitest';
import type { SeenRequest, StandInAnswer } from '../support/copilot-server.ts';
import { toolStream } from '../support/model-answers.ts';
import { type Chat, chatOf } from './support/chat.ts';
import { type EditorWorld, openEditorWorld } from './support/editor-world.ts';
import { hasPrivateNetwork } from './support/environment.ts';
import { completes, type Question, questionOf, says } from './support/model.ts';
import { picture } from './support/picture.ts';

/** Of our own making; their last six characters are the checksum that GitHub publishes. */
const IN_FILE = ['ghp_', 'zxOnwFdDo5EWYNykeB9tdNx', 'KDQ5iWY0aiVdO'].join('');
const IN_ANSWER = ['AKIA', 'QWZXPLM5TKRV7NBD'].join('');
const PLACEHOLDER = /CSG_[A-Z0-9]{2,8}_[0-9A-Z]{8,24}/;
const PATIENCE = { timeout: 60_000 };
const RULE =
  '  - { id: no-plans, on: [copilot.prompt], when: \'prompt.parts.exists(p, p.says("roadmap"))\', effect: deny, message: plans stay here }\n';

/** What the model says to the questions of this file. */
let reply: (question: Question) => StandInAnswer = () => says('nothing was asked');

function model(request: SeenRequest): StandInAnswer {
  if (request.path.startsWith('/v1/engines/')) return completes('return a + b;');
  // Titles, words of comfort, and guesses at the next edit: what nobody typed.
  const question = questionOf(request);
  return request.body.includes('"tools"') || /ask:/.test(question.text)
    ? reply(question)
    : says('Small talk');
}

/** Where a machine does not permit it, these tests are reported as skipped; main.ts says why. */
describe.skipIf(!hasPrivateNetwork())('Copilot Chat in VS Code, through the agent', () => {
  let editor: EditorWorld;
  let chat: Chat;

  beforeAll(async () => {
    editor = await openEditorWorld({
      model,
      files: { 'token.ts': `export const token = '${IN_FILE}';\n` },
    });
    chat = chatOf(editor.window);
    await editor.window.openFile('token.ts');
    // Until its models are known, the chat asks to be set up.
    await vi.waitUntil(() => asked('/models').length > 0, { timeout: 90_000, interval: 200 });
  });

  afterAll(() => editor?.close());

  beforeEach(() => onTestFailed(({ task }) => picture(editor.window, task.name)));

  function asked(path: string): readonly SeenRequest[] {
    return editor.github.requests.filter((request) => request.path === path);
  }

  test('an answer is shown while it streams', async () => {
    const { promise: rest, resolve: goOn } = Promise.withResolvers<string>();
    reply = () => says('the first half of it ', rest);
    await chat.ask('Ask', 'ask: are you there?');
    await expect.poll(() => chat.answer.innerText(), PATIENCE).toContain('the first half');
    goOn('and the second');
    await expect
      .poll(() => chat.answer.innerText(), PATIENCE)
      .toContain('the first half of it and the second');
  });

  test('a secret in the open file does not reach the upstream, and an answer that repeats it shows it', async () => {
    reply = ({ text }) => says('it reads ', PLACEHOLDER.exec(text)?.[0] ?? 'nothing');
    await chat.ask('Ask', 'ask: what is in my file?');
    await expect.poll(() => chat.answer.innerText(), PATIENCE).toContain(`it reads ${IN_FILE}`);
    const sent = asked('/chat/completions').map(({ body }) => body.toString());
    expect(sent.filter((body) => body.includes('token.ts') && PLACEHOLDER.test(body))).not.toEqual([]);
  });

  test('a secret in an answer does not reach the editor', async () => {
    reply = () => says('use ', IN_ANSWER.slice(0, 9), IN_ANSWER.slice(9), ' for it');
    await chat.ask('Ask', 'ask: which key?');
    await expect.poll(() => chat.answer.innerText(), PATIENCE).toMatch(/use CSG_\w+ for it/);
    expect(await editor.window.page.content()).not.toContain(IN_ANSWER);
  });

  test('a refusal reads as the words of the policy', async () => {
    await editor.world.policy((text) => text.replace('rules:\n', `rules:\n${RULE}`));
    await chat.ask('Ask', 'ask: what is on the roadmap?');
    await expect.poll(() => chat.answer.innerText(), PATIENCE).toContain('countersign: plans stay here');
    await editor.world.policy((text) => text);
  });

  test('a completion is proposed in a file whose secret stays', async () => {
    const { page } = editor.window;
    await editor.window.openFile('token.ts');
    // Keys that come before the file has the focus go elsewhere.
    const isAtTheEnd = async () => {
      await page.keyboard.press('Control+End');
      return page.getByText('Ln 2, Col 1').isVisible();
    };
    await expect.poll(isAtTheEnd, PATIENCE).toBe(true);
    await page.keyboard.type('\nfunction add(a: number, b: number): number {\n');
    await page.locator('.ghost-text-decoration').first().waitFor(PATIENCE);
    const sent = editor.github.requests.filter(({ path }) => path.startsWith('/v1/engines/'));
    expect(sent.at(-1)?.body.toString()).toMatch(PLACEHOLDER);
    await page.keyboard.press('Tab');
    await page.locator('.view-line').getByText('return').first().waitFor(PATIENCE);
  });

  test('a push by its terminal tool is held, completes once approved, and the model is told', async () => {
    const { dev, id, refs } = editor.repository;
    await dev.write('src/more.ts', 'export const more = 1;\n');
    await dev.must('add', 'src/more.ts');
    await dev.must('commit', '--quiet', '--message', 'Add more');
    const command = 'git push origin main';
    reply = ({ toolResult }) =>
      toolResult === null
        ? toolStream(
            'run_in_terminal',
            JSON.stringify({
              command,
              explanation: 'Push',
              goal: 'Push',
              mode: 'sync',
              isBackground: false,
            }),
          )
        : says('the push says: ', toolResult);
    await chat.ask('Agent', 'ask: push it');
    await chat.allow();
    const held = await editor.world.pending(id);
    expect(held.summary.commits.map(({ subject }) => subject)).toEqual(['Add more']);
    await editor.world.approve(held.id);
    await expect
      .poll(async () => (await refs())['refs/heads/main'], PATIENCE)
      .toBe(await dev.must('rev-parse', 'HEAD'));
    await expect.poll(() => chat.answer.innerText(), PATIENCE).toContain('the push says');
  });

  test('all of that left no secret upstream, and nothing went round the proxy', async () => {
    const bodies = editor.github.requests.map(({ body }) => body.toString());
    expect(bodies.filter((body) => body.includes(IN_FILE))).toEqual([]);
    expect(editor.github.requests.length).toBeGreaterThan(30);
    expect(editor.sink.names()).toEqual([]);
    expect(editor.sink.connections()).toBe(0);
  });
});
