import { randomUUID } from 'node:crypto';
import { Answer } from './answer.ts';
import type { ClientRequest, ClientTunnel } from './client.ts';
import type { ExchangePorts } from './ports.ts';
import { refusalOf } from './refusal.ts';
import type { Accepted } from './stages.ts';
import { authorize } from './steps/authorize.ts';
import { classify } from './steps/classify.ts';
import { evaluate } from './steps/evaluate.ts';
import { forward } from './steps/forward.ts';
import { hold } from './steps/hold.ts';
import { identify } from './steps/identify.ts';
import { journal } from './steps/journal.ts';
import { mask } from './steps/mask.ts';
import { parse } from './steps/parse.ts';
import { screen } from './steps/screen.ts';
import { seal, sealRefusal } from './steps/seal.ts';
import { Trail } from './trail.ts';

/**
 * One exchange, from an accepted request to its outcome record. The listener did the first step: what arrives
 * here has a target, strict framing and, for a governed host, our TLS. Each step returns only when all its
 * checks passed; whatever one throws ends here as a refusal, and nothing goes further.
 */
export async function exchange(client: ClientRequest | ClientTunnel, ports: ExchangePorts): Promise<void> {
  const releases: (() => PromiseLike<void> | void)[] = [];
  const accepted = accept(client, ports, releases);
  const trail = new Trail(accepted);
  try {
    accepted.onEnd(ports.turnstile.enter());
    const identified = trail.reach('classify', await identify(accepted, ports));
    const classified = trail.reach('parse', await classify(identified, ports));
    const parsed = trail.reach('evaluate', await parse(classified, ports));
    const judged = trail.reach('hold', await evaluate(parsed, ports));
    const released = trail.reach('mask', await hold(judged, ports));
    const masked = trail.reach('journal', mask(released));
    const journaled = trail.reach('authorize', await journal(masked, ports));
    const authorized = trail.reach('forward', await authorize(journaled, ports));
    const forwarded = trail.reach('screen', await forward(authorized, ports));
    const screened = trail.reach('seal', await screen(forwarded, ports));
    await seal(screened, ports);
  } catch (fault) {
    const refusal = refusalOf(fault, trail.step);
    if (refusal.code === 'internal') {
      ports.fault({ step: refusal.step, exchange: accepted.exchange, cause: refusal.cause });
    }
    await sealRefusal(trail.stage, refusal, ports);
    await accepted.answer.refuse(refusal);
  } finally {
    for (const release of releases.reverse()) await release();
  }
}

function accept(
  client: ClientRequest | ClientTunnel,
  ports: ExchangePorts,
  releases: (() => PromiseLike<void> | void)[],
): Accepted {
  return {
    exchange: randomUUID(),
    client,
    answer: new Answer(client, ports.limits),
    signal: client.signal,
    onEnd: (release) => void releases.push(release),
  };
}
