import { readFile } from 'node:fs/promises';
import { expect } from 'vitest';
import type { AuditEvent, AuditRecord } from '../../protocol/audit-record.ts';
import type { SessionGrant } from '../../protocol/control.ts';
import { basic, connect, Peer, secureThrough } from './raw-wire.ts';
import type { World } from './world.ts';

/** A client of a world's agent that says on the wire whatever the test wants. */
export interface WireClient {
  /** `Proxy-Authorization` with the session's secret. */
  readonly credentials: string;
  /** The Git server's name and port, or another port of the same name. */
  authority(port?: number): string;
  /** A bare connection to the proxy port. */
  outside(): Promise<Peer>;
  /** A bare connection inside TLS inside a CONNECT to the Git server. */
  inside(port?: number): Promise<Peer>;
}

export async function wireClient(world: World, grant: SessionGrant): Promise<WireClient> {
  const { username, password } = new URL(grant.proxyUrl);
  const credentials = basic(username, password);
  const ca = await readFile(grant.caFile, 'utf8');
  const authority = (port = world.server.port) => `${world.host}:${port}`;
  return {
    credentials,
    authority,
    outside: () => connect(world.agent().port),
    async inside(port) {
      const tls = { ca, servername: world.host, alpn: 'http/1.1', headers: [credentials] };
      return new Peer(await secureThrough(world.agent().port, authority(port), tls));
    },
  };
}

/** What a test looks at before and after an attempt. */
export interface Watch {
  /** Refusals since the watch began, once there is one. */
  refusals(): Promise<readonly AuditRecord[]>;
  /** Records of that event since the watch began. */
  passed(event: AuditEvent): Promise<readonly AuditRecord[]>;
  /** Fails the test when a record says that something was let through, or a byte reached the server. */
  nothingForwarded(): Promise<void>;
}

const REFUSALS: readonly AuditEvent[] = ['exchange.refused'];
const PASSES: readonly AuditEvent[] = ['exchange.intent', 'agent.read'];

export async function watch(world: World): Promise<Watch> {
  const before = (await world.records()).length;
  const bytesBefore = world.server.bytesReceived();
  const since = async (events: readonly AuditEvent[]) =>
    (await world.records()).slice(before).filter(({ event }) => events.includes(event));
  return {
    async refusals() {
      await expect.poll(() => since(REFUSALS)).not.toEqual([]);
      return since(REFUSALS);
    },
    passed: (event) => since([event]),
    async nothingForwarded() {
      expect(await since(PASSES)).toEqual([]);
      expect(world.server.bytesReceived()).toBe(bytesBefore);
    },
  };
}
