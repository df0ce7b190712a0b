import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { CollectorError } from '../collector-client/collector-error.ts';
import { openEnrolment } from './enrolment.ts';

const ANSWER = {
  agent: 'a1',
  subject: 'developer',
  groups: ['developers'],
  collectorKey: 'key',
  identity: null,
};
const UNREACHABLE = new Error('unreachable');

let home: string;

beforeEach(async () => {
  home = await mkdtemp(join(tmpdir(), 'countersign-enrolment-'));
  await mkdir(join(home, 'agent'));
});

afterEach(() => rm(home, { recursive: true }));

const enrol = (answer: () => Promise<typeof ANSWER>) =>
  openEnrolment(home, answer, (cause) => cause === UNREACHABLE);
const down = () => enrol(() => Promise.reject(UNREACHABLE));

it('pins what the collector answers, for its owner alone', async () => {
  expect(await enrol(async () => ANSWER)).toEqual(ANSWER);
  const path = join(home, 'agent', 'enrolment.json');
  expect(JSON.parse(await readFile(path, 'utf8'))).toEqual(ANSWER);
  expect((await stat(path)).mode & 0o777).toBe(0o600);
});

it('works from the pin when the collector cannot be reached', async () => {
  await enrol(async () => ANSWER);
  expect(await down()).toEqual(ANSWER);
});

it('knows no claims by a pin from before there were any', async () => {
  const { identity: _none, ...older } = ANSWER;
  await writeFile(join(home, 'agent', 'enrolment.json'), JSON.stringify(older));
  expect(await down()).toEqual(ANSWER);
});

it('does not start unenrolled', async () => {
  await expect(down()).rejects.toMatchObject({ code: 'never-enrolled' });
});

it('does not take a refusal for an absence', async () => {
  await enrol(async () => ANSWER);
  await expect(enrol(() => Promise.reject(new Error('forbidden')))).rejects.toThrow('forbidden');
});

it('says whom it works for when the collector does not take it with this sign-in', async () => {
  await enrol(async () => ANSWER);
  const refusal = new CollectorError('refused', 'no', { refusal: 'forbidden' });
  await expect(enrol(() => Promise.reject(refusal))).rejects.toMatchObject({
    code: 'not-theirs',
    message: expect.stringContaining('works for developer'),
    hint: expect.stringContaining(join(home, 'agent')),
  });
});

it.each([
  ['before it works for anybody', 'forbidden', false],
  ['of another kind', 'unauthenticated', true],
] as const)('passes on a refusal %s', async (_name, refusal, isEnrolled) => {
  if (isEnrolled) await enrol(async () => ANSWER);
  const refused = new CollectorError('refused', 'no', { refusal });
  await expect(enrol(() => Promise.reject(refused))).rejects.toBe(refused);
});

it.each(['agent', 'subject', 'collectorKey'])('refuses a collector with another %s', async (field) => {
  await enrol(async () => ANSWER);
  await expect(enrol(async () => ({ ...ANSWER, [field]: 'other' }))).rejects.toMatchObject({
    code: 'changed',
  });
});

it.each(['', '{', '[]', '{"agent":"a1"}', '{"agent":"","subject":"s","groups":[],"collectorKey":"k"}'])(
  'refuses a damaged pin: %s',
  async (text) => {
    await writeFile(join(home, 'agent', 'enrolment.json'), text);
    await expect(down()).rejects.toMatchObject({ code: 'unreadable' });
  },
);
