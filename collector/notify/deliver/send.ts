import { createTransport } from 'nodemailer';
import { Webhook } from 'standardwebhooks';
import { DeliveryError } from './delivery-error.ts';
import { type News, sentence } from './news.ts';
import { postJson } from './post.ts';
import type { NotifyTarget } from './target.ts';

export interface SendPorts {
  readonly clock: () => Date;
  readonly timeoutMs: number;
}

/** Tells a target. The same news told twice has the same id. Throws DeliveryError. */
export async function send(target: NotifyTarget, news: News, ports: SendPorts): Promise<void> {
  switch (target.kind) {
    case 'webhook':
      return sendWebhook(target, news, ports);
    case 'slack':
      return postJson({ ...target, headers: {}, body: slackBody(news), timeoutMs: ports.timeoutMs });
    case 'email':
      return sendMail(target, news, ports);
  }
}

/** Standard Webhooks 1.0: signed over id, time and body. */
async function sendWebhook(
  { url, secret, allowPrivate }: Extract<NotifyTarget, { kind: 'webhook' }>,
  news: News,
  { clock, timeoutMs }: SendPorts,
): Promise<void> {
  const { id, at, type, ...data } = news;
  const body = JSON.stringify({ type, timestamp: at, data });
  const now = clock();
  const headers = {
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(now.getTime() / 1000)),
    'webhook-signature': new Webhook(secret).sign(id, now, body),
  };
  await postJson({ url, headers, body, allowPrivate, timeoutMs });
}

/** All text is plain: nothing that a requester wrote mentions anybody or becomes a link. */
function slackBody(news: News): string {
  const plain = (text: string) => ({ type: 'plain_text', text, emoji: false });
  const blocks: object[] = [{ type: 'section', text: plain(sentence(news)) }];
  if (news.type === 'approval.requested') {
    if (news.reasons.length > 0) {
      blocks.push({ type: 'context', elements: [plain(news.reasons.join(' · '))] });
    }
    blocks.push({
      type: 'actions',
      elements: [{ type: 'button', text: plain('Look at it'), url: news.link, style: 'primary' }],
    });
  }
  return JSON.stringify({ text: escaped(sentence(news)), blocks });
}

/** What Slack reads as control characters in a message's text. */
function escaped(text: string): string {
  return text.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
}

async function sendMail(
  { server, port, login, from, to, requireTls }: Extract<NotifyTarget, { kind: 'email' }>,
  news: News,
  { timeoutMs }: SendPorts,
): Promise<void> {
  const transport = createTransport({
    host: server,
    port,
    secure: port === 465,
    requireTLS: requireTls && port !== 465,
    ignoreTLS: !requireTls,
    ...(login === null ? {} : { auth: { user: login.user, pass: login.password } }),
    connectionTimeout: timeoutMs,
    greetingTimeout: timeoutMs,
    socketTimeout: timeoutMs,
    disableFileAccess: true,
    disableUrlAccess: true,
  });
  const reasons = news.reasons.map((reason) => `- ${reason}\n`).join('');
  try {
    await transport.sendMail({
      from,
      to: [...to],
      subject: sentence(news),
      text: `${sentence(news)}\n\n${reasons}\n${news.link}\n`,
      messageId: `<${news.id}@countersign>`,
      headers: { 'Auto-Submitted': 'auto-generated' },
    });
  } catch (fault) {
    const status = fault instanceof Error && 'responseCode' in fault ? Number(fault.responseCode) : null;
    const isForGood = status !== null && status >= 500;
    throw new DeliveryError(isForGood ? 'refused' : 'try-later', 'the mail server did not take it', status);
  } finally {
    transport.close();
  }
}
