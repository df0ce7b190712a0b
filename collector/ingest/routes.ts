import type { FastifyInstance } from 'fastify';
import type {
  EnrolRequest,
  EnrolResponse,
  RecordsHead,
  RecordsRequest,
  RecordsResponse,
} from '../../protocol/collector-api.ts';
import { ENROL_REQUEST, RECORDS_HEAD_QUERY, RECORDS_REQUEST } from '../../protocol/collector-schema.ts';
import type { LogReceipt } from '../../protocol/log-receipt.ts';
import { ApiFault } from '../api-fault.ts';
import { callerOf } from '../identity/authenticate.ts';
import type { Role } from '../identity/caller.ts';
import type { CollectorLimits } from '../limits.ts';
import type { RecordLog } from '../log/record-log.ts';
import type { AgentRow } from '../store/agents.ts';
import type { Store } from '../store/store.ts';
import { acceptRecords, type IngestPorts } from './accept-records.ts';
import { BatchesUnderWay } from './batches-under-way.ts';
import { type EnrolPorts, enrol, enrolledAgent } from './enrol.ts';
import { SignatureChecks } from './signature-checks.ts';

export interface IngestRoutesPorts extends Omit<IngestPorts, 'signatures' | 'limits'>, EnrolPorts {
  readonly store: Store;
  readonly clock: () => Date;
  readonly recordLog: Pick<RecordLog, 'receipt'>;
  /** Told when the log may have grown. */
  readonly onGrown: () => void;
  readonly limits: Pick<
    CollectorLimits,
    | 'maxRecordsPerBatch'
    | 'maxBatchesPerAgent'
    | 'maxWaitingWrites'
    | 'maxSignaturesAtOnce'
    | 'lateAfterMs'
    | 'aheadAfterMs'
  >;
}

const config = { roles: ['agent'] satisfies Role[] };
/** What a revoked agent did is evidence, and so is what it still does. */
const evidence = { ...config, evenRevoked: true };

/** Agents enrol and send their journals. */
export function ingestRoutes(routes: FastifyInstance, ports: IngestRoutesPorts): void {
  const batches = new BatchesUnderWay(ports.limits.maxBatchesPerAgent);
  const signatures = new SignatureChecks(ports.limits);
  const receiptOf = async ({ id }: AgentRow, seq: number, knownSize: number): Promise<LogReceipt | null> =>
    seq === 0 ? null : ports.recordLog.receipt({ agent: id, seq }, knownSize);
  routes.post<{ Body: EnrolRequest; Reply: EnrolResponse }>(
    '/v1/agents',
    { config, schema: { body: ENROL_REQUEST } },
    async (request) => enrol(request.body, callerOf(request), ports),
  );
  routes.get<{ Querystring: { readonly logSize?: string }; Reply: RecordsHead }>(
    '/v1/records/head',
    { config: evidence, schema: { querystring: RECORDS_HEAD_QUERY } },
    async (request) => {
      const agent = await enrolledAgent(callerOf(request), ports.store);
      const head = await ports.store.records.head(agent.id);
      return { ...head, receipt: await receiptOf(agent, head.seq, Number(request.query.logSize ?? 0)) };
    },
  );
  routes.post<{ Body: RecordsRequest; Reply: RecordsResponse }>(
    '/v1/records',
    { config: evidence, schema: { body: RECORDS_REQUEST } },
    async (request) => {
      const { records, logSize } = request.body;
      refuseTooMany(records.length, ports.limits.maxRecordsPerBatch);
      const agent = await enrolledAgent(callerOf(request), ports.store);
      const acknowledged = await batches.run(agent.id, () =>
        acceptRecords(records, agent, { ...ports, signatures }),
      );
      ports.onGrown();
      return { acknowledged, receipt: await receiptOf(agent, acknowledged, logSize) };
    },
  );
}

function refuseTooMany(count: number, limit: number): void {
  if (count > limit)
    throw new ApiFault('too-large', `${count} records in one request, the limit is ${limit}`);
}
