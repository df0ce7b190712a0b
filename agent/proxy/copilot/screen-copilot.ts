import { AnswerError } from '../../core/copilot/answer/answer-error.ts';
import { type AnswerFormat, openAnswerScreen } from '../../core/copilot/answer/answer-screen.ts';
import type { AnswerPiece, AnswerSummary, PieceVerdict } from '../../core/copilot/answer/options.ts';
import { headerValue } from '../../core/http/headers.ts';
import { DetectorError } from '../../core/secrets/detector-error.ts';
import { ContentCodingError } from '../content-coding.ts';
import { describeRoute } from '../describe.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { relay } from '../relay.ts';
import type { Forwarded, Screened, TextPayload } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { spendClaim } from '../steps/seal.ts';
import type { UpstreamResponse } from '../upstream.ts';
import { answerScreening } from './answer-options.ts';
import { holdAnswer, judgeDecided } from './hold-answer.ts';
import { type AnswerOf, judgePiece, keptBack, mayHold } from './judge-answer.ts';
import { type AnswerReading, broken, PassedAnswer } from './pass-answer.ts';
import { describeAnswer, recordAnswer } from './record-answer.ts';

/** A request that was read, and how what comes back is. */
export interface ReadRequest {
  readonly payload: TextPayload;
  readonly read: NonNullable<TextPayload['answer']>;
}

/**
 * Masks an answer as it streams, puts this session's own secrets back where that is safe, and holds every tool
 * call until it is judged; what a rule wants reviewed waits for a reviewer, and all that follows it. What cannot be
 * read is cut off: never is a byte passed on as it came. What was passed on is recorded, also when its client closed
 * early. Exits `upstream-broken`, `denied`, `too-large`, and those of a hold.
 */
export async function screenCopilot(
  forwarded: Forwarded,
  response: UpstreamResponse,
  request: ReadRequest,
  ports: ExchangePorts,
): Promise<Screened> {
  const format = formatOf(response);
  if (format === 'none') return passOn(forwarded, response);
  const reading = await readingOf(forwarded, { ...request, format }, ports).catch((cause: unknown) => {
    response.body.destroy();
    throw cause;
  });
  const passed = new PassedAnswer(forwarded, response, reading);
  let result: Screened['result'] = 'failed';
  try {
    const end = await passed.run(format);
    result = resultOf(response);
    recordAnswer(forwarded, passed.summary(), ports);
    return { ...forwarded, outcome: describeAnswer(response.status, passed.summary(), end), result };
  } catch (cause) {
    response.body.destroy();
    recordAnswer(forwarded, passed.summary(), ports);
    throw refusalOf(cause, forwarded.client.target.host);
  } finally {
    const claim = passed.decision?.kind === 'granted' ? passed.decision.claim : null;
    if (claim !== null) await spendClaim(claim, { exchange: forwarded.exchange, outcome: result }, ports);
  }
}

/** The first reading finds out what a reviewer has to see, and says no to it; the second knows better. */
async function readingOf(
  forwarded: Forwarded,
  { payload, read, format }: ReadRequest & { readonly format: AnswerFormat },
  ports: ExchangePorts,
): Promise<AnswerReading> {
  const policy = await enforcedPolicy(ports, 'screen');
  const of: AnswerOf = {
    session: forwarded.session,
    host: forwarded.client.target.host,
    model: read.model,
    clock: ports.clock,
  };
  const anyText = judgePiece(policy, of, { kind: 'text', text: '' });
  if (anyText.kind === 'deny') throw new Refusal('screen', 'denied', anyText.message);
  const asked = { ...forwarded, payload };
  const wholeTexts = anyText.kind === 'hold';
  let isHeld = false;
  const judge = (piece: AnswerPiece): PieceVerdict => {
    const verdict = judgePiece(policy, of, piece);
    if (verdict.kind !== 'hold') return verdict;
    isHeld = true;
    return { kind: 'deny', message: keptBack('it needs a review') };
  };
  const { options, secrets } = answerScreening(asked, { policy, wholeTexts, judge }, ports);
  return {
    screen: openAnswerScreen(read.surface, format, options),
    secrets,
    maxKeptBytes: mayHold(policy) ? ports.limits.maxKeptAnswerBytes : null,
    isHeld: () => isHeld,
    async decide(said) {
      if (format !== 'event-stream') forwarded.answer.waitSilently();
      const answer = { of, path: pathOf(forwarded), pieces: piecesOf(said) };
      const decision = await holdAnswer(forwarded, answer, ports);
      const again = answerScreening(
        asked,
        { policy: decision.policy, wholeTexts, judge: (piece) => judgeDecided(decision, of, piece) },
        ports,
      );
      const screen = openAnswerScreen(read.surface, format, again.options);
      return { decision, screen, secrets: again.secrets };
    },
  };
}

function pathOf(forwarded: Forwarded): string {
  const { path } = describeRoute(forwarded);
  return typeof path === 'string' ? path : '';
}

/** What is cut off in the summary could not be reviewed. */
function piecesOf({ texts, toolCalls }: AnswerSummary): readonly AnswerPiece[] {
  if ([...texts, ...toolCalls].some(({ truncated }) => truncated)) {
    throw new Refusal('screen', 'too-large', 'an answer that needs a review is too long to be shown', {
      hint: 'ask for less at once',
    });
  }
  return [
    ...texts.map(({ text }) => ({ kind: 'text', text }) as const),
    ...toolCalls.map(({ tool, arguments: args }) => ({ kind: 'tool-call', tool, arguments: args }) as const),
  ];
}

/** By what the server says it is; an answer of any other kind is not known to be readable. */
function formatOf(response: UpstreamResponse): AnswerFormat | 'none' {
  if (response.status === 204 || response.status === 304) return 'none';
  const type = (headerValue(response.rawHeaders, 'content-type') ?? '')
    .split(';', 1)[0]
    ?.trim()
    .toLowerCase();
  if (type === 'text/event-stream') return 'event-stream';
  if (type === 'application/json' || type?.endsWith('+json') === true) return 'json';
  if (type?.startsWith('text/') === true) return 'text';
  if (headerValue(response.rawHeaders, 'content-length') === '0') return 'none';
  response.body.destroy();
  throw new Refusal('screen', 'upstream-broken', 'an answer of a type that is not known cannot be read');
}

async function passOn(forwarded: Forwarded, response: UpstreamResponse): Promise<Screened> {
  const { client, answer } = forwarded;
  if (client.kind !== 'request') throw new Error('a tunnel has no answer to screen');
  if (answer.started) {
    response.body.destroy();
    throw new Refusal('screen', 'upstream-broken', `the server answered ${response.status} to what was held`);
  }
  const { status, bytes, complete } = await relay(client, response);
  if (!complete) throw broken(client.target.host);
  return { ...forwarded, outcome: { status, bytes }, result: resultOf(response) };
}

function refusalOf(cause: unknown, host: string): unknown {
  if (cause instanceof Refusal) return cause;
  if (cause instanceof AnswerError || cause instanceof ContentCodingError || cause instanceof DetectorError) {
    const hint = 'nothing of it was passed on unread; the agent log says what was met';
    return new Refusal(
      'screen',
      'upstream-broken',
      `the answer of ${host} cannot be read: ${cause.message}`,
      {
        hint,
        cause,
      },
    );
  }
  return broken(host, cause);
}

function resultOf({ status }: UpstreamResponse): Screened['result'] {
  return status < 400 ? 'succeeded' : 'failed';
}
