import type { FastifyInstance } from 'fastify';
import { callerOf } from '../identity/authenticate.ts';
import { isPerson } from '../identity/caller.ts';
import type { RetentionJob } from './retention-job.ts';

/** Lets people read what was said, and what reviewers were shown, once what is too old of it is destroyed. */
export function destroyBeforeReading(
  routes: FastifyInstance,
  retention: Pick<RetentionJob, 'beforeReading'>,
): void {
  routes.addHook('preHandler', async (request) => {
    const { reads } = request.routeOptions.config;
    if (reads !== 'records' && reads !== 'approvals') return;
    if (isPerson(callerOf(request))) await retention.beforeReading();
  });
}
