import type { AuditEvent, AuditRecord } from '../protocol/audit-record.ts';
import type { CompiledPolicy } from './compile.ts';
import type { Foreseen } from './foresee.ts';
import { type RecordedOperation, recordedOperations } from './recorded-operation.ts';

/** Those that tell what a policy was asked. */
export const JUDGED_EVENTS = ['exchange.intent', 'exchange.refused'] as const satisfies readonly AuditEvent[];

/** One operation of then under a policy of now. */
export interface Rejudged extends Pick<RecordedOperation, 'kind' | 'what' | 'before'> {
  readonly after: Foreseen;
}

/** The operations that a record tells of, in its order, as the policy would have judged them. */
export function rejudge(
  policy: CompiledPolicy,
  { session, detail }: Pick<AuditRecord, 'session' | 'detail'>,
): readonly Rejudged[] {
  return recordedOperations(session, detail, policy.groups).map((recorded) => {
    const { kind, what, before } = recorded;
    return { kind, what, before, after: policy.foresee(recorded) };
  });
}

/** Whether another verdict would have been given; what a record does not tell enough for is not one. */
export function isChanged({ before, after }: Pick<Rejudged, 'before' | 'after'>): boolean {
  return after.verdict !== before && after.verdict !== 'cannot-tell';
}
