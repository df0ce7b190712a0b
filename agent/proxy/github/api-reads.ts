import { isUtf8 } from 'node:buffer';
import { Readable } from 'node:stream';
import type { JsonValue } from '../../../protocol/json.ts';
import { readJsonText } from '../../core/copilot/json-text.ts';
import { GithubError } from '../../core/github/github-error.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { Detector } from '../../core/secrets/detector.ts';
import { codingOf, collect, DECODED_CODINGS, decoded } from '../content-coding.ts';
import type { ExchangePorts } from '../ports.ts';
import { readingRight } from '../reading-right.ts';
import { Refusal } from '../refusal.ts';
import type { Classified, Route } from '../stages.ts';
import { appendOrRefuse } from '../steps/journal.ts';
import { upstreamHost } from './upstream-host.ts';

type GithubRoute = Extract<Route, { kind: 'github' }>;

export interface ApiAnswer {
  readonly status: number;
  /** Null for an answer that is no JSON. */
  readonly json: JsonValue;
}

/**
 * The agent's own reads of the API, to judge one call of one client: at the host that the client asked, with the
 * client's credential, each on record before it leaves, and no more of them than `maxApiReads`.
 */
export class ApiReads {
  readonly #classified: Classified;
  readonly #route: GithubRoute;
  readonly #ports: ExchangePorts;
  readonly #detector: Detector;
  #count = 0;
  #authorization: Promise<string | null> | null = null;

  constructor(
    classified: Classified,
    route: GithubRoute,
    { ports, detector }: { readonly ports: ExchangePorts; readonly detector: Detector },
  ) {
    this.#classified = classified;
    this.#route = route;
    this.#ports = ports;
    this.#detector = detector;
  }

  /** `path` below the root of the REST API, with its query. Throws GithubError `unresolved`, `too-large`. */
  get(path: string): Promise<ApiAnswer> {
    const prefix = this.#route.place.prefix === '' ? '' : '/api/v3';
    return this.#ask('GET', `${prefix}${path}`, null);
  }

  /** A query, with its variables; never a mutation. */
  query(document: string, variables: Readonly<Record<string, string>>): Promise<ApiAnswer> {
    const path = this.#route.place.prefix === '' ? '/graphql' : '/api/graphql';
    return this.#ask('POST', path, JSON.stringify({ query: document, variables }));
  }

  /** For what is asked after a hold: the right found before it may have run out. */
  startAgain(): void {
    this.#count = 0;
    this.#authorization = null;
  }

  async #ask(method: 'GET' | 'POST', path: string, body: string | null): Promise<ApiAnswer> {
    this.#count += 1;
    const { limits, upstream } = this.#ports;
    if (this.#count > limits.maxApiReads) {
      throw new GithubError('too-large', `the call takes more than ${limits.maxApiReads} reads to judge`);
    }
    this.#refuseSecret(path);
    await this.#record(path);
    const bytes = body === null ? null : Buffer.from(body);
    const answer = await upstream.request({
      target: this.#route.client.target,
      method,
      path,
      rawHeaders: this.#headers(bytes !== null, await this.#right()),
      body: bytes === null ? null : Readable.from([bytes], { objectMode: false }),
      contentLength: bytes?.length ?? null,
      signal: this.#classified.signal,
    });
    try {
      const coding = codingOf(answer.rawHeaders);
      const read = await collect(decoded(answer.body as AsyncIterable<Buffer>, coding), limits.maxTextBytes);
      if (!answer.complete())
        throw new GithubError('unresolved', 'an answer that is needed to judge the call broke off');
      return { status: answer.status, json: this.#parsed(read, answer.rawHeaders) };
    } finally {
      answer.body.destroy();
    }
  }

  #parsed(bytes: Buffer, rawHeaders: readonly string[]): JsonValue {
    const type = headerValue(rawHeaders, 'content-type') ?? '';
    if (bytes.length === 0 || !/json/i.test(type) || !isUtf8(bytes)) return null;
    const text = bytes.toString('utf8');
    readJsonText(text, this.#ports.limits.json);
    return JSON.parse(text) as JsonValue;
  }

  /** Names in a body become paths of reads, and those of records. */
  #refuseSecret(path: string): void {
    if (this.#detector.scan(decodeURIComponent(path)).length === 0) return;
    throw new Refusal('parse', 'cannot-mask', 'a name in the call holds a secret', {
      hint: 'take it out of the name of the branch, the tag or the file',
    });
  }

  async #record(path: string): Promise<void> {
    const { host, port } = this.#route.client.target;
    await appendOrRefuse(this.#ports, 'parse', {
      event: 'agent.read',
      session: this.#classified.session.id,
      exchange: this.#classified.exchange,
      detail: { host, port, path: path.split('?', 1)[0] ?? '' },
    });
  }

  /** Found once for all reads of the call. */
  #right(): Promise<string | null> {
    const { client, call } = this.#route;
    this.#authorization ??= readingRight(
      {
        ...client.target,
        purpose: 'api.read',
        repository: call?.repository?.by === 'path' ? call.repository.path : null,
        clients: headerValue(client.rawHeaders, 'authorization'),
      },
      this.#classified,
      this.#ports,
    );
    return this.#authorization;
  }

  #headers(hasBody: boolean, authorization: string | null): readonly string[] {
    const { client } = this.#route;
    return [
      ...['Host', upstreamHost(client.target)],
      ...['User-Agent', 'countersign', 'Accept', 'application/vnd.github+json'],
      ...['Accept-Encoding', DECODED_CODINGS],
      ...(hasBody ? ['Content-Type', 'application/json'] : []),
      ...(authorization === null ? [] : ['Authorization', authorization]),
    ];
  }
}
