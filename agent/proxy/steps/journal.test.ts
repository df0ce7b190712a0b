import { expect, it } from 'vitest';
import { push } from '../../../test/support/operation.ts';
import { toldClient } from '../../../test/support/told-client.ts';
import { JournalError } from '../../audit/journal-error.ts';
import type { JournalEntry } from '../../audit/sealer.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Masked } from '../stages.ts';
import { journal } from './journal.ts';

const { action, subject } = push('refs/heads/main');
const REPOSITORY = { id: 'github.com/o/r', host: 'github.com', path: 'o/r' };

const MASKED = {
  exchange: 'exchange-1',
  session: { id: 's1', program: 'git', subject },
  route: {
    kind: 'git.push',
    client: toldClient({ rawHeaders: ['Authorization', 'Basic hunter2'] }).request,
    repository: REPOSITORY,
  },
  enforced: { hash: 'h', version: 3, workspaces: [] },
  payload: { kind: 'none' },
  obligations: { mask: { kind: 'detectors', detectors: ['jwt'] }, capture: 'masked', scope: null },
  outcomes: [{ kind: 'accepted', action, rules: [{ id: 'free', hash: 'b' }], claim: null }],
} as unknown as Masked;

function ports(append: (entry: JournalEntry) => Promise<unknown>): ExchangePorts {
  return { journal: { append } } as unknown as ExchangePorts;
}

it.each([
  ['the spool is full', new JournalError('full', 'no room'), 'journal-full'],
  ['the disk refuses', new JournalError('write-failed', 'ENOSPC'), 'journal-failed'],
  ['too many wait', new JournalError('overloaded', 'too many'), 'journal-failed'],
  ['there is too much to write down', new JournalError('too-large', 'large'), 'too-large'],
  ['text has no canonical form', new JournalError('not-canonical', 'odd'), 'malformed'],
  ['it is closed', new JournalError('closed', 'closed'), 'journal-failed'],
  ['anything else fails', new TypeError('unforeseen'), 'journal-failed'],
])('refuses when %s', async (_what, fault, code) => {
  const failing = ports(() => Promise.reject(fault));
  await expect(journal(MASKED, failing)).rejects.toMatchObject({ step: 'journal', code });
});

it('goes on with the number of the record, once it is written', async () => {
  const written: JournalEntry[] = [];
  const { intent } = await journal(
    MASKED,
    ports(async (entry) => {
      written.push(entry);
      return { seq: 7, hash: 'c' };
    }),
  );
  expect(intent).toEqual({ seq: 7, hash: 'c' });
  expect(written).toMatchObject([
    {
      event: 'exchange.intent',
      session: 's1',
      exchange: 'exchange-1',
      detail: {
        subject: 'dev',
        actor: 'ai',
        program: 'git',
        operation: { kind: 'git.push', repository: 'github.com/o/r' },
        policy: 'h',
        policyVersion: 3,
        decisions: [{ verdict: 'accepted', action: { ref: 'refs/heads/main', commits: 1, changes: 1 } }],
      },
    },
  ]);
  expect(JSON.stringify(written)).not.toContain('hunter2');
});
