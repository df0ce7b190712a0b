import { identityJson, type SignedIdentity, type Vouched } from '../../protocol/identity.ts';
import { isCollectorsWord } from './collector-word.ts';
import { EnrolmentError } from './enrolment.ts';

/** What somebody vouches for of a session's subject, and until when. */
export interface VouchedSession extends Vouched {
  readonly untilMs: number;
}

interface Expected {
  readonly agent: string;
  readonly subject: string;
  readonly groups: readonly string[];
  /** SPKI DER, base64: the pinned one. */
  readonly collectorKey: string;
}

/**
 * The word of the pinned collector on whom this agent works for. Throws EnrolmentError unless it signed just that; an
 * identity that was changed on its way, or is another agent's, is not taken for none.
 */
export function verifiedIdentity(
  { statement, signature }: SignedIdentity,
  { agent, subject, groups, collectorKey }: Expected,
): VouchedSession {
  const said = { context: 'countersign-identity-v1', statement: identityJson(statement), signature } as const;
  if (!isCollectorsWord(said, collectorKey)) throw unverified('is not signed by the collector of this agent');
  if (statement.agent !== agent) throw unverified("is another agent's");
  if (statement.subject !== subject) throw unverified("is another subject's");
  if (JSON.stringify(statement.groups) !== JSON.stringify(groups)) throw unverified('has other groups');
  const { kind, actsFor, claims, ci, expiresAt } = statement;
  return { kind, actsFor, claims, ci, untilMs: Date.parse(expiresAt) };
}

function unverified(what: string): EnrolmentError {
  return new EnrolmentError('unverified', `the identity that the collector answered ${what}`, {
    hint: 'sign in again; where that does not help, tell whoever runs the collector',
  });
}
