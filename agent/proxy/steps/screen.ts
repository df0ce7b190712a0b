import type { JsonObject } from '../../../protocol/json.ts';
import { screenCopilot } from '../copilot/screen-copilot.ts';
import { screenEndpoints } from '../copilot/screen-endpoints.ts';
import { screenGithub } from '../github/screen-github.ts';
import { screenLfsBatch } from '../lfs/screen-batch.ts';
import type { ExchangePorts } from '../ports.ts';
import { Refusal } from '../refusal.ts';
import { relay } from '../relay.ts';
import type { Forwarded, Screened } from '../stages.ts';
import { screenAdvertisement } from './screen-advertisement.ts';
import { screenPush } from './screen-push.ts';

/**
 * Judges the answer as it streams back. A push's result is read and merged with what was refused; its
 * advertisement asks for self-contained packs; everything else is passed on as it is. An answer that breaks off
 * is broken for the client too. Exit `upstream-broken`.
 */
export async function screen(forwarded: Forwarded, ports: ExchangePorts): Promise<Screened> {
  if (forwarded.via === 'tunnel') {
    const { tunnel } = forwarded;
    return { ...forwarded, outcome: { ...tunnel }, result: tunnel.end === 'closed' ? 'succeeded' : 'failed' };
  }
  const { route, response } = forwarded;
  if (route.kind === 'tunnel') throw new Error('a tunnel has no response');
  if (route.kind === 'git.push' && forwarded.payload.kind === 'push') {
    return screenPush(forwarded, response, forwarded.payload, ports);
  }
  if (route.kind === 'git.fetch' && route.lfs === 'batch' && response.status === 200) {
    return screenLfsBatch(forwarded, { route, operation: 'download', response }, ports);
  }
  if (route.kind === 'lfs' && route.ask.kind === 'uploads' && response.status === 200) {
    return screenLfsBatch(forwarded, { route, operation: 'upload', response }, ports);
  }
  if (route.kind === 'github' || (route.kind === 'lfs' && route.ask.kind === 'locks'))
    return screenGithub(forwarded, response, ports);
  const { payload } = forwarded;
  if (payload.kind === 'text' && payload.answer !== null) {
    return screenCopilot(forwarded, response, { payload, read: payload.answer }, ports);
  }
  if (route.kind === 'copilot.service' && route.tells === 'endpoints' && response.status === 200) {
    return screenEndpoints(forwarded, response, ports);
  }
  const isPushAdvertisement = route.kind === 'git.advertise' && route.service === 'git-receive-pack';
  const relayed =
    isPushAdvertisement && response.status === 200
      ? await screenAdvertisement(route, response, ports.inspector)
      : await relay(route.client, response);
  if (!relayed.complete) {
    throw new Refusal('screen', 'upstream-broken', `the answer of ${route.client.target.host} broke off`, {
      hint: 'try again; nothing of the answer was made up',
    });
  }
  return {
    ...forwarded,
    outcome: outcomeOf(relayed),
    result: response.status < 400 ? 'succeeded' : 'failed',
  };
}

function outcomeOf(relayed: { readonly status: number; readonly bytes: number }): JsonObject {
  return { status: relayed.status, bytes: relayed.bytes };
}
