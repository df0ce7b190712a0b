import { isIP } from 'node:net';
import type { Action } from '../../../protocol/operation.ts';
import { parseAttachment } from '../copilot/parse-attachment.ts';
import { parseCopilot } from '../copilot/parse-copilot.ts';
import { parseGithub } from '../github/parse-github.ts';
import { parseLfsBatch } from '../lfs/parse-batch.ts';
import { parseLfs } from '../lfs/parse-lfs.ts';
import type { ExchangePorts } from '../ports.ts';
import type { Classified, Parsed } from '../stages.ts';
import { enforcedPolicy } from './enforced-policy.ts';
import { parsePush } from './parse-push.ts';

/**
 * Bytes → typed operation, bounded. Only what has to be read for the verdict is read: a push whole, into
 * quarantine; the body of a fetch streams after its verdict. Exits `malformed`, `too-large`, `inspection-failed`.
 */
export async function parse(classified: Classified, ports: ExchangePorts): Promise<Parsed> {
  const { route } = classified;
  switch (route.kind) {
    case 'git.push': {
      const policy = await enforcedPolicy(ports, 'parse');
      return parsePush(classified, route, policy, ports);
    }
    case 'git.advertise':
      return unread(classified, { kind: 'git.fetch', repository: route.repository });
    case 'git.fetch':
      if (route.lfs === 'batch') return parseLfsBatch(classified, route, ports);
      return streamed(classified, { kind: 'git.fetch', repository: route.repository });
    case 'lfs':
      return parseLfs(classified, route, ports);
    case 'host.read':
      return streamed(classified, {
        kind: 'host.read',
        host: route.client.target.host,
        method: route.client.method,
        path: route.path,
      });
    case 'copilot.prompt':
    case 'mcp':
    case 'copilot.service':
    case 'copilot.telemetry':
      return parseCopilot(classified, route, ports);
    case 'copilot.attachment':
      return parseAttachment(classified, route, ports);
    case 'github':
      return parseGithub(classified, route, ports);
    case 'plain':
      return streamed(classified, tunnelAction(route.client.target));
    case 'tunnel':
      return unread(classified, tunnelAction(route.client.target));
  }
}

function unread(classified: Classified, action: Action): Parsed {
  return { ...classified, payload: { kind: 'none' }, actions: [action], scannedFor: [], searchedBy: null };
}

function streamed(classified: Classified, action: Action): Parsed {
  return { ...classified, payload: { kind: 'stream' }, actions: [action], scannedFor: [], searchedBy: null };
}

function tunnelAction(target: { readonly host: string; readonly port: number }): Action {
  return { kind: 'tunnel', host: target.host, port: target.port, ipLiteral: isIP(target.host) !== 0 };
}
