import type { FastifyInstance } from 'fastify';
import type {
  EnrolRequest,
  EnrolResponse,
  RecordsHead,
  RecordsRequest,
  RecordsResponse,
} from '../../protocol/collector-api.ts';
import { ENROL_REQUEST, RECORDS_REQUEST } from '../../protocol/collector-schema.ts';
import { ApiFault } from '../api-fault.ts';
import { callerOf } from '../identity/authenticate.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import { acceptRecords, type IngestPorts } from './accept-records.ts';
import { type EnrolPorts, enrol, enrolledAgent } from './enrol.ts';

export type IngestRoutesPorts = IngestPorts &
  EnrolPorts & { readonly limits: Pick<CollectorLimits, 'maxRecordsPerBatch'> };

const config = { roles: ['agent'] satisfies Role[] };

/** Agents enrol and send their journals. */
export function ingestRoutes(routes: FastifyInstance, ports: IngestRoutesPorts): void {
  routes.post<{ Body: EnrolRequest; Reply: EnrolResponse }>(
    '/v1/agents',
    { config, schema: { body: ENROL_REQUEST } },
    async (request) => enrol(request.body, callerOf(request), ports),
  );
  routes.get<{ Reply: RecordsHead }>('/v1/records/head', { config }, async (request) => {
    return ports.store.records.head(enrolledAgent(callerOf(request), ports.store).id);
  });
  routes.post<{ Body: RecordsRequest; Reply: RecordsResponse }>(
    '/v1/records',
    { config, schema: { body: RECORDS_REQUEST } },
    async (request) => {
      const { records } = request.body;
      refuseTooMany(records.length, ports.limits.maxRecordsPerBatch);
      return acceptRecords(records, enrolledAgent(callerOf(request), ports.store), ports);
    },
  );
}

function refuseTooMany(count: number, limit: number): void {
  if (count > limit)
    throw new ApiFault('too-large', `${count} records in one request, the limit is ${limit}`);
}
