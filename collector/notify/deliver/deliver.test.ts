import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { SMTPServer } from 'smtp-server';
import { Webhook } from 'standardwebhooks';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import type { Approval } from '../../../protocol/approval.ts';
import { askFor } from '../../../test/support/collector.ts';
import { Deliverer, type DelivererPorts } from './deliverer.ts';
import type { ApprovalEvent } from './news.ts';
import type { NotifyTarget } from './target.ts';

interface Received {
  readonly headers: Readonly<Record<string, string | string[] | undefined>>;
  readonly body: string;
}

const SECRET = `whsec_${Buffer.from('a secret of the tests').toString('base64')}`;

let server: Server;
let url: URL;
let received: Received[];
/** Statuses that are answered, one after the other; 204 after them. */
let answers: (number | 'cut' | 'never')[];
let faults: { readonly event: number; readonly code: unknown; readonly isGivenUp: boolean }[];
const open: { close(): unknown }[] = [];

beforeEach(async () => {
  received = [];
  answers = [];
  faults = [];
  server = createServer((request, response) => {
    let body = '';
    request.setEncoding('utf8').on('data', (chunk: string) => {
      body += chunk;
    });
    request.on('end', () => {
      received.push({ headers: request.headers, body });
      const answer = answers.shift() ?? 204;
      if (answer === 'cut') request.socket.destroy();
      else if (answer !== 'never') response.writeHead(answer, { location: '/elsewhere' }).end();
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  url = new URL(`http://127.0.0.1:${(server.address() as AddressInfo).port}/in`);
});

afterEach(async () => {
  for (const each of open.splice(0)) await each.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

function event(id: number, at = Date.now()): ApprovalEvent {
  const approval: Approval = {
    ...askFor({ binding: { ref: `refs/heads/<!channel>-${id}` } }),
    id: String(id).repeat(20).slice(0, 20),
    digest: '0'.repeat(64),
    state: { kind: 'pending' },
    votes: [],
    askedAt: '2026-11-21T08:00:00.000Z',
    expiresAt: '2026-11-21T09:00:00.000Z',
  };
  return { id, at, change: 'ask', state: 'pending', approval };
}

interface Told {
  readonly deliverer: Deliverer;
  readonly events: ApprovalEvent[];
  readonly cursor: () => number;
  /** How often it was asked whether this collector tells the target. */
  readonly asked: () => number;
  /** Resolves when the target was told of everything, or it was given up. */
  readonly done: () => Promise<void>;
}

function tell(
  target: NotifyTarget,
  events: readonly ApprovalEvent[],
  limits: Partial<DelivererPorts['limits']> & { readonly holds?: boolean } = {},
): Told {
  const all = [...events];
  let cursor = 0;
  let asked = 0;
  const { holds = true, ...bounds } = limits;
  let isDone: () => void = () => {};
  const ports: DelivererPorts = {
    cursors: {
      of: async () => cursor,
      hold: async () => {
        asked += 1;
        return holds;
      },
      move: async (_target, id) => {
        cursor = id;
        if (cursor === all.at(-1)?.id) isDone();
      },
    },
    eventAfter: async (id) => all.find((each) => each.id > id) ?? null,
    base: 'https://countersign.example.com',
    clock: () => new Date(),
    limits: {
      notifyTimeoutMs: 300,
      notifyRetryMs: 1,
      maxNotifyRetryMs: 4,
      maxNotifyAttempts: 4,
      notifyWithinMs: 60_000,
      ...bounds,
    },
    onFault: (_target, id, fault, isGivenUp) => {
      faults.push({
        event: id,
        code: fault instanceof Error && 'code' in fault ? fault.code : null,
        isGivenUp,
      });
    },
  };
  const deliverer = new Deliverer(target, ports);
  open.push(deliverer);
  return {
    deliverer,
    events: all,
    cursor: () => cursor,
    asked: () => asked,
    done: () => {
      const done = new Promise<void>((resolve) => {
        isDone = resolve;
      });
      deliverer.nudge();
      return done;
    },
  };
}

function webhook(): NotifyTarget {
  return { kind: 'webhook', name: 'pager', url, secret: SECRET, allowPrivate: true };
}

describe('a webhook', () => {
  test('is signed as Standard Webhooks has it, and each comes once, in order', async () => {
    await tell(webhook(), [event(1), event(2), event(3)]).done();
    const verifier = new Webhook(SECRET);
    const told = received.map(({ headers, body }) =>
      verifier.verify(body, headers as Record<string, string>),
    );
    expect(told).toMatchObject(
      [1, 2, 3].map((id) => ({ type: 'approval.requested', data: { what: `refs/heads/<!channel>-${id}` } })),
    );
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(
      [1, 2, 3].map((id) => `approval-event-${id}`),
    );
    expect(faults).toEqual([]);
  });

  test.each<[string, (number | 'cut' | 'never')[], readonly string[]]>([
    ['away for a moment', ['cut'], ['unreachable']],
    ['busy', [503, 429], ['try-later', 'try-later']],
    ['silent', ['never'], ['unreachable']],
  ])('%s: told again, with the same id', async (_name, given, codes) => {
    answers = given;
    await tell(webhook(), [event(1)]).done();
    expect(faults.map(({ code }) => code)).toEqual(codes);
    expect(new Set(received.map(({ headers }) => headers['webhook-id'])).size).toBe(1);
    expect(received.length).toBe(codes.length + 1);
  });

  test.each([301, 302, 307, 400, 401, 404, 410])(
    'a %i is final, and no redirect is followed',
    async (status) => {
      answers = [status];
      await tell(webhook(), [event(1), event(2)]).done();
      expect(faults).toEqual([{ event: 1, code: 'refused', isGivenUp: true }]);
      expect(received.length).toBe(2);
    },
  );

  test('given up after as many attempts as are allowed, and the next is told', async () => {
    answers = [500, 500, 500, 500];
    await tell(webhook(), [event(1), event(2)]).done();
    expect(faults.map(({ isGivenUp }) => isGivenUp)).toEqual([false, false, false, true]);
    expect(received.length).toBe(5);
  });

  test('news that is old is passed over', async () => {
    await tell(webhook(), [event(1, Date.now() - 60_001), event(2)]).done();
    expect(received.map(({ headers }) => headers['webhook-id'])).toEqual(['approval-event-2']);
  });

  test('what happens while it is told is told as well', async () => {
    const told = tell(webhook(), [event(1)]);
    const first = told.done();
    told.events.push(event(2));
    told.deliverer.nudge();
    await first;
    expect(received.length).toBe(2);
  });

  test('what another collector tells is left to it', async () => {
    const { deliverer, cursor, asked } = tell(webhook(), [event(1)], { holds: false });
    deliverer.nudge();
    while (asked() === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await deliverer.close();
    expect([cursor(), received]).toEqual([0, []]);
  });

  test('a stop leaves the rest for the next start', async () => {
    answers = Array.from({ length: 9 }, () => 500);
    const { deliverer, cursor } = tell(webhook(), [event(1)], {
      notifyRetryMs: 60_000,
      maxNotifyRetryMs: 60_000,
    });
    deliverer.nudge();
    while (faults.length === 0) await new Promise((resolve) => setTimeout(resolve, 5));
    await deliverer.close();
    expect(cursor()).toBe(0);
  });

  test.each(['127.0.0.1', 'localhost'])(
    'at %s it is not told, unless the settings say so',
    async (hostname) => {
      const target = { ...webhook(), allowPrivate: false } as Extract<NotifyTarget, { kind: 'webhook' }>;
      const elsewhere = new URL(url);
      elsewhere.hostname = hostname;
      await tell({ ...target, url: elsewhere }, [event(1)]).done();
      expect(faults).toEqual([{ event: 1, code: 'private-address', isGivenUp: true }]);
      expect(received).toEqual([]);
    },
  );
});

test('Slack gets plain text, in which nothing mentions anybody, and a button', async () => {
  await tell({ kind: 'slack', name: 'reviewers', url, allowPrivate: true }, [event(1)]).done();
  const { text, blocks } = JSON.parse(received[0]?.body ?? '') as { text: string; blocks: object[] };
  expect(text).toContain('&lt;!channel&gt;');
  expect(blocks).toMatchObject([
    { type: 'section', text: { type: 'plain_text' } },
    { type: 'context', elements: [{ type: 'plain_text', text: 'main asks' }] },
    { type: 'actions', elements: [{ url: `https://countersign.example.com/approvals/${'1'.repeat(20)}` }] },
  ]);
});

describe('mail', () => {
  async function mailServer(options: ConstructorParameters<typeof SMTPServer>[0] = {}) {
    const mails: string[] = [];
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS'],
      onData: (stream, _session, callback) => {
        let mail = '';
        stream.setEncoding('utf8').on('data', (chunk: string) => {
          mail += chunk;
        });
        stream.on('end', () => {
          mails.push(mail);
          callback();
        });
      },
      ...options,
    });
    await new Promise<void>((resolve) => smtp.listen(0, '127.0.0.1', resolve));
    open.push({ close: () => new Promise<void>((resolve) => smtp.close(resolve)) });
    return { mails, port: (smtp.server.address() as AddressInfo).port };
  }

  function target(port: number, requireTls = false): NotifyTarget {
    return {
      kind: 'email',
      name: 'mail',
      server: '127.0.0.1',
      port,
      login: null,
      from: 'countersign@example.com',
      to: ['robin@example.com', 'lee@example.com'],
      requireTls,
    };
  }

  test('says it in the subject, links, and asks for no answer', async () => {
    const { mails, port } = await mailServer();
    await tell(target(port), [event(1)]).done();
    expect(mails.length).toBe(1);
    expect(mails[0]).toMatch(/^To: robin@example\.com, lee@example\.com\r$/m);
    expect(mails[0]).toMatch(/^Subject: Waits for approval: refs\/heads\//m);
    expect(mails[0]).toMatch(/^Auto-Submitted: auto-generated\r$/m);
    // Long lines of a mail go on behind a `=` (RFC 2045, 6.7).
    expect(mails[0]?.replaceAll('=\r\n', '')).toContain(
      `https://countersign.example.com/approvals/${'1'.repeat(20)}`,
    );
  });

  test('in the clear nothing is sent where TLS is asked for', async () => {
    const { mails, port } = await mailServer();
    await tell(target(port, true), [event(1)]).done();
    expect(mails).toEqual([]);
    expect(faults.at(-1)).toMatchObject({ isGivenUp: true });
  });

  test('a server that refuses it for good is not asked again', async () => {
    const refuse = Object.assign(new Error('no such user'), { responseCode: 550 });
    const { port } = await mailServer({ onRcptTo: (_address, _session, callback) => callback(refuse) });
    await tell(target(port), [event(1)]).done();
    expect(faults).toEqual([{ event: 1, code: 'refused', isGivenUp: true }]);
  });
});
