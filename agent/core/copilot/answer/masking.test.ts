import { expect, test } from 'vitest';
import { SAYINGS } from '../../../../test/support/answer-sayings.ts';
import { encodeUtf8 } from '../../git/bytes.ts';
import { CATALOGUE } from '../../secrets/catalogue/catalogue.ts';
import { GENERAL } from '../../secrets/general/general.ts';
import { maskText } from '../../secrets/mask-text.ts';
import { createStreamMasker } from '../../secrets/stream-masker.ts';
import { createStreamRestorer } from '../../secrets/stream-restorer.ts';
import { detectorOf, unmarked, vaultOf } from '../../secrets/test-support.ts';
import type { AnswerOptions } from './options.ts';
import { eventsOf, OPTIONS, screened, stream } from './test-support.ts';

/** The engine as an agent uses it: two vaults of one key, one for what the client said and one for answers. */
const DETECTOR = detectorOf([...CATALOGUE, ...GENERAL]);
const [SAID, ANSWERED] = [vaultOf('session'), vaultOf('session')];
const REAL: AnswerOptions = {
  ...OPTIONS,
  openMasker: () => createStreamMasker(DETECTOR, ANSWERED),
  openRestorer: () => createStreamRestorer(SAID, { as: 'text' }),
  limits: { ...OPTIONS.limits, maxTextChars: 200_000, maxHeldChars: 200_000, maxBodyBytes: 200_000 },
};

const EXAMPLES = [...CATALOGUE, ...GENERAL].flatMap(({ examples }) => examples.map(unmarked));
test('what the client said comes back to it, what the model came up with does not', () => {
  const [said = '', other = ''] = EXAMPLES.filter(
    (text) => DETECTOR.scan(text).length === 1 && !text.includes('//'),
  );
  const placeholder = maskText(said, DETECTOR, SAID).text;
  const { say, hear, surface } = SAYINGS['messages text'];
  const bytes = encodeUtf8(stream(say([placeholder, ' and ', other])));
  const [heard] = hear(eventsOf(screened(surface, [bytes], REAL)));
  expect(heard).toBe(`${said} and ${maskText(other, DETECTOR, ANSWERED).text}`);
  expect(heard).not.toContain(other);
});

test('a secret that only the name of its argument tells is masked', () => {
  const value = 'x9Kq2Vw8Zt4Lm6Rb1Nc3';
  const args = JSON.stringify({ host: 'db', db_password: value });
  const call = { index: 0, id: 'a', function: { name: 'connect', arguments: args } };
  const events = [
    { choices: [{ index: 0, delta: { tool_calls: [call] } }] },
    { choices: [{ index: 0, delta: {}, finish_reason: 'tool_calls' }] },
  ];
  const heard = screened('chat-completions', [encodeUtf8(stream(events))], REAL);
  expect(heard).toContain('db_password');
  expect(heard).not.toContain(value);
});
