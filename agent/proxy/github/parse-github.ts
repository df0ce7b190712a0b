import { JsonTextError } from '../../core/copilot/json-text.ts';
import { DetectorError } from '../../core/secrets/detector-error.ts';
import { ContentCodingError } from '../content-coding.ts';
import { refusalOfCoding } from '../copilot/read-text.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, Parsed } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import type { ReadCall } from './call-actions.ts';
import { graphqlGet, graphqlPost } from './graphql-request.ts';
import { type GithubRoute, type Judging, judgingOf } from './judging.ts';
import { refusalOfCall } from './refuse-call.ts';
import { restRead, restWrite } from './rest-request.ts';

/**
 * Finds out what a call of the API comes to: of which repository, on which ref, with which changes. What that takes
 * to know is read from the host, with the client's right and on record. Exits `malformed`, `too-large`,
 * `unknown-operation`; `inspection-failed`: what it changes cannot be said; `cannot-mask`.
 */
export async function parseGithub(
  classified: Classified,
  route: GithubRoute,
  ports: ExchangePorts,
): Promise<Parsed> {
  try {
    const policy = await enforcedPolicy(ports, 'parse');
    const judging = judgingOf(classified, route, { policy, ports });
    const read = await readCall(judging, route);
    return { ...classified, ...read, ...judging.searches.common() };
  } catch (cause) {
    throw refusalOf(cause);
  }
}

function readCall(judging: Judging, { call, client }: GithubRoute): Promise<ReadCall> {
  if (call === null) return client.method === 'POST' ? graphqlPost(judging) : graphqlGet(judging);
  return call.access === 'read' ? restRead(judging, call) : restWrite(judging, call);
}

function refusalOf(cause: unknown): unknown {
  if (cause instanceof SyntaxError || cause instanceof JsonTextError) {
    return new Refusal('parse', 'malformed', 'what the call asks is no JSON that two readers read alike', {
      cause,
    });
  }
  if (cause instanceof ContentCodingError) return refusalOfCoding(cause, 'parse');
  if (cause instanceof DetectorError) {
    return new Refusal('parse', 'cannot-mask', `the call cannot be searched for secrets: ${cause.message}`, {
      cause,
    });
  }
  return refusalOfCall(cause, 'parse');
}
