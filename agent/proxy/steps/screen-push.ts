import { mergeReports, type RefDecision } from '../../core/git/push-outcome.ts';
import { createReportReader } from '../../core/git/report-reader.ts';
import type { Report } from '../../core/git/report-status.ts';
import type { ExchangePorts } from '../ports.ts';
import { recordedRefs } from '../recorded-refs.ts';
import { Refusal } from '../refusal.ts';
import { relay } from '../relay.ts';
import type { Forwarded, Payload, Screened } from '../stages.ts';
import type { UpstreamResponse } from '../upstream.ts';

type PushPayload = Extract<Payload, { kind: 'push' }>;

/**
 * Reads the server's report, tells the client of every ref, and notes what the server now holds. Before the
 * client has seen our 200, an answer that is no report (a 401, say) is passed on as it is.
 */
export async function screenPush(
  forwarded: Forwarded,
  response: UpstreamResponse,
  payload: PushPayload,
  ports: ExchangePorts,
): Promise<Screened> {
  const { answer, route } = forwarded;
  if (route.kind !== 'git.push') throw new Error('only a push has a report');
  if (response.status !== 200) return passOn(forwarded, response);
  const report = await readReport(forwarded, response, payload);
  const final = mergeReports(payload.request, decisionsOf(forwarded), report);
  await answer.finishPush(final);
  const accepted = report.refs.filter((each) => each.ok).map((each) => each.ref);
  if (accepted.length > 0) await keepObjects(forwarded, payload, ports);
  return {
    ...forwarded,
    outcome: {
      status: 200,
      unpack: report.unpack,
      ...recordedRefs(final.refs.map((each) => ({ ...each }))),
      packBytes: payload.quarantine.packBytes,
    },
    result: accepted.length > 0 ? 'succeeded' : 'failed',
  };
}

async function passOn(forwarded: Forwarded, response: UpstreamResponse): Promise<Screened> {
  const { answer, route } = forwarded;
  if (route.kind !== 'git.push') throw new Error('only a push is passed on here');
  if (answer.started) {
    response.body.destroy();
    throw new Refusal(
      'screen',
      'upstream-broken',
      `the server answered ${response.status} instead of taking the push`,
    );
  }
  const relayed = await relay(route.client, response);
  return { ...forwarded, outcome: { status: relayed.status, bytes: relayed.bytes }, result: 'failed' };
}

async function readReport(
  forwarded: Forwarded,
  response: UpstreamResponse,
  payload: PushPayload,
): Promise<Report> {
  const reader = createReportReader(payload.request);
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      for (const text of reader.push(chunk)) forwarded.answer.progressBytes(text);
    }
    if (!response.complete()) throw new Error('the body ended before its framing said so');
    return reader.end();
  } catch (cause) {
    throw new Refusal('screen', 'upstream-broken', 'the server did not say what became of the push', {
      hint: 'fetch, look whether the ref has moved, and push again',
      cause,
    });
  }
}

function decisionsOf(forwarded: Forwarded): ReadonlyMap<string, RefDecision> {
  const decisions = new Map<string, RefDecision>();
  for (const outcome of forwarded.outcomes) {
    if (outcome.action.kind !== 'git.push') continue;
    const { ref } = outcome.action.update;
    decisions.set(
      ref,
      outcome.kind === 'accepted' ? { kind: 'accept' } : { kind: 'refuse', reason: outcome.reason },
    );
  }
  return decisions;
}

/** The next push builds on these objects. Only a cache: a failure costs a fetch later and is noted. */
async function keepObjects(forwarded: Forwarded, payload: PushPayload, ports: ExchangePorts): Promise<void> {
  try {
    await payload.quarantine.accept();
  } catch (cause) {
    ports.fault({ step: 'screen', exchange: forwarded.exchange, cause });
  }
}
