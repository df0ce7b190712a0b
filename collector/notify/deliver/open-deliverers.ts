import type { Logger } from 'pino';
import { present } from '../../approval/present.ts';
import type { CollectorLimits } from '../../limits.ts';
import type { Store } from '../../store/store.ts';
import { Deliverer } from './deliverer.ts';
import type { ApprovalEvent } from './news.ts';
import type { NotifyTarget } from './target.ts';

interface DelivererParts {
  readonly store: Pick<Store, 'approvals' | 'notifyCursors'>;
  /** Of the pages. */
  readonly base: string;
  readonly clock: () => Date;
  readonly limits: CollectorLimits;
  readonly log: Logger;
}

/** One for each target; what happened while the collector was stopped is told at once. */
export function openDeliverers(
  targets: readonly NotifyTarget[],
  { store, log, ...parts }: DelivererParts,
): readonly Deliverer[] {
  const deliverers = targets.map(
    (target) =>
      new Deliverer(target, {
        ...parts,
        cursors: store.notifyCursors,
        eventAfter: (id) => eventAfter(id, store),
        onFault: (name, event, err, isGivenUp) =>
          log.warn({ target: name, event, err, isGivenUp }, 'a notification did not arrive'),
      }),
  );
  for (const deliverer of deliverers) deliverer.nudge();
  return deliverers;
}

async function eventAfter(
  id: number,
  { approvals }: Pick<Store, 'approvals'>,
): Promise<ApprovalEvent | null> {
  const event = await approvals.eventAfter(id);
  const row = event === null ? null : await approvals.byId(event.approval);
  if (event === null || row === null) return null;
  return {
    id: event.id,
    at: event.at,
    change: event.change.kind,
    state: event.state,
    approval: present(row),
  };
}
