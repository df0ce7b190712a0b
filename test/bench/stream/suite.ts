import { once } from 'node:events';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { type Agent, request } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { openPlaygroundCertificate } from '../../../cli/playground/certificate.ts';
import { startChild } from '../child.ts';
import { type Figures, figuresOf, type Round } from '../figures.ts';
import type { BenchOptions } from '../options.ts';
import { buildPrograms } from '../programs.ts';
import { tunnelAgent } from '../proxy/tunnel.ts';
import { OUR_PROGRAMS, startOurAgent } from '../push/our-agent.ts';
import { median } from '../statistics.ts';
import type { TargetResult } from '../targets.ts';
import type { Usage } from '../usage.ts';

const HOST = 'model.bench.localhost';
const ANSWERS = 20;
/** What a turn of a conversation sends, history and all. */
const PROMPT_CHARS = 54_000;

export interface StreamResult {
  readonly figures: readonly Figures[];
  readonly targets: readonly TargetResult[];
}

/** Between two turns: nobody reads an answer, and no tool runs, in less. What a turn leaves to do is done by then. */
const PAUSE_MS = 50;

/** One way to the model. */
interface Way {
  readonly name: 'direct' | 'ours';
  readonly agent: Agent;
  readonly usage: () => Promise<Usage>;
}

/** The stream suite: what masking and recording add to a streamed answer, beside the way without us. */
export async function streamSuite(options: BenchOptions): Promise<StreamResult> {
  await buildPrograms(['loopback-names', 'model-host', ...OUR_PROGRAMS]);
  const home = await mkdtemp(join(tmpdir(), 'bench-stream-'));
  const tls = join(home, 'tls');
  const certificate = await openPlaygroundCertificate({ folder: tls, host: HOST, now: new Date() });
  const model = await startChild<{ readonly port: number }>('model-host', [join(tls, 'server.pem')]);
  const ours = await startOurAgent({
    ...{ home, host: HOST, authority: certificate.authority },
    policy: (text) => text.replace(`{ suffix: "${HOST}", kind: git }`, `{ suffix: ${HOST}, kind: copilot }`),
  });
  const kept = { keepAlive: true, maxSockets: 1 };
  const ca = await readFile(ours.session.caBundleFile, 'utf8');
  const ways: readonly Way[] = [
    {
      name: 'direct',
      agent: tunnelAgent({ ...kept, proxyUrl: null, ca: certificate.authority }),
      usage: () => Promise.resolve({ cpuMs: 0, peakMb: 0 }),
    },
    {
      name: 'ours',
      agent: tunnelAgent({ ...kept, proxyUrl: ours.session.proxyUrl, ca }),
      usage: ours.usage,
    },
  ];
  try {
    return await compare(ways, model.ready.port, options);
  } finally {
    for (const { agent } of ways) agent.destroy();
    await ours.stop();
    await model.stop();
    await rm(home, { recursive: true, force: true });
  }
}

interface Seen {
  /** From the request to the first chunk. */
  readonly firstMs: number;
  /** From a chunk's being sent to its being read. */
  readonly chunkMs: number;
}

async function compare(
  ways: readonly Way[],
  port: number,
  { rounds, scale }: BenchOptions,
): Promise<StreamResult> {
  const firsts = new Map<string, Round[]>();
  const chunks = new Map<string, Round[]>();
  for (let round = 0; round <= rounds; round += 1) {
    for (const { name, agent, usage } of ways) {
      const before = await usage();
      const seen: Seen[] = [];
      for (let count = 0; count < Math.max(3, ANSWERS * scale); count += 1) {
        await sleep(PAUSE_MS);
        seen.push(await answerOnce(agent, port));
      }
      if (round === 0) continue;
      const after = await usage();
      const cpuMs = (after.cpuMs - before.cpuMs) / seen.length;
      const common = { cpuMs, peakMb: after.peakMb };
      const [firstMs, chunkMs] = [seen.map((each) => each.firstMs), seen.map((each) => each.chunkMs)];
      add(firsts, name, { ...common, wallMs: median(firstMs), delayMs: null });
      add(chunks, name, { ...common, wallMs: median(chunkMs), delayMs: median(chunkMs) });
    }
  }
  const first = figuresBy('first chunk', 'answer', firsts);
  const each = figuresBy('each chunk', 'chunk', chunks);
  return {
    figures: [...first, ...each],
    targets: [added('first chunk', first, 5), added('each chunk', each, 1)],
  };
}

function add(rounds: Map<string, Round[]>, name: string, round: Round): void {
  rounds.set(name, [...(rounds.get(name) ?? []), round]);
}

function figuresBy(scenario: string, unit: string, rounds: Map<string, Round[]>): readonly Figures[] {
  return [...rounds].map(([contender, each]) => figuresOf({ scenario, unit, contender }, each));
}

/** What ours adds to the way without it. */
function added(scenario: string, figures: readonly Figures[], atMost: number): TargetResult {
  const of = (name: string): number =>
    figures.find(({ contender }) => contender === name)?.wallMs ?? Number.NaN;
  const seen = of('ours') - of('direct');
  return { scenario, figure: 'added ms', against: null, atMost, seen, reached: seen <= atMost };
}

const BODY = JSON.stringify({
  model: 'm',
  stream: true,
  messages: [
    { role: 'system', content: 'You are a careful programmer. '.repeat(PROMPT_CHARS / 60) },
    {
      role: 'user',
      content: 'const value = compute(input, other); // what does it do?\n'.repeat(PROMPT_CHARS / 114),
    },
  ],
});

async function answerOnce(agent: Agent, port: number): Promise<Seen> {
  const headers = { 'content-type': 'application/json', 'content-length': Buffer.byteLength(BODY) };
  const sent = request({ agent, host: HOST, port, path: '/chat/completions', method: 'POST', headers });
  const began = performance.now();
  sent.end(BODY);
  const [response] = (await once(sent, 'response')) as [IncomingMessage];
  if (response.statusCode !== 200) throw new Error(`the model answered ${response.statusCode}, expected 200`);
  let firstMs: number | null = null;
  const delays: number[] = [];
  for await (const piece of response as AsyncIterable<Buffer>) {
    const now = process.hrtime.bigint();
    firstMs ??= performance.now() - began;
    for (const [, id = '0'] of String(piece).matchAll(/"id":"(\d+)"/g))
      delays.push(Number(now - BigInt(id)) / 1e6);
  }
  if (firstMs === null) throw new Error('the model answered nothing');
  return { firstMs, chunkMs: median(delays) };
}
