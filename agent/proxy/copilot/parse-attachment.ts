import { createHash } from 'node:crypto';
import type { CopilotPromptAction } from '../../../protocol/copilot.ts';
import { readAttachment } from '../../core/copilot/attachment.ts';
import type { MaskedText } from '../../core/copilot/mask-body.ts';
import { headerValue } from '../../core/http/headers.ts';
import type { SessionMasking } from '../../masking/masking.ts';
import type { ExchangePorts } from '../ports.ts';
import type { AttachmentPayload, Classified, Parsed, Route, TextPayload } from '../stages.ts';
import { enforcedPolicy } from '../steps/enforced-policy.ts';
import { readBytes } from './read-text.ts';
import { maskAny, maskKnowing, onlyBy, refusalOf, type Searcher } from './search.ts';

type AttachmentRoute = Extract<Route, { kind: 'copilot.attachment' }>;

/**
 * Reads a file that a client puts before a model. Text is searched and masked like every other; of anything else it
 * is said what it is, and the policy decides. Exits `malformed`, `too-large`, `cannot-mask`.
 */
export async function parseAttachment(
  classified: Classified,
  route: AttachmentRoute,
  ports: ExchangePorts,
): Promise<Parsed> {
  const policy = await enforcedPolicy(ports, 'parse');
  try {
    const masking = ports.masking.of(classified.session.id, policy);
    const bytes = await readBytes(route.client, ports.limits.maxTextBytes);
    const read = readAttachment(bytes, headerValue(route.client.rawHeaders, 'content-type') ?? '');
    const payload =
      read.kind === 'text'
        ? textPayload(route, read.text, { masking, ports })
        : ({ kind: 'attachment', bytes, type: read.type, digest: sha256(bytes), masking } as const);
    return { ...classified, payload, actions: [actionOf(route, payload)], scannedFor: [], searchedBy: null };
  } catch (cause) {
    throw refusalOf(cause);
  }
}

function textPayload(
  { name }: AttachmentRoute,
  text: string,
  { masking, ports }: { readonly masking: SessionMasking; readonly ports: ExchangePorts },
): TextPayload {
  const where = name === null ? 'attachment' : `file ${name}`;
  const mask = (by: Searcher): MaskedText => maskAny(text, where, { masking: by, limits: ports.limits.json });
  const masked = maskKnowing(masking, mask);
  return {
    kind: 'text',
    text,
    masked,
    maskOnly: (rules) => mask(onlyBy(masking, rules)),
    masking,
    contents: [{ origin: 'attachment', path: name, tool: null, text: masked.text }],
    answer: { surface: 'attachment', model: '' },
  };
}

function actionOf(
  { client, path, name }: AttachmentRoute,
  payload: TextPayload | AttachmentPayload,
): CopilotPromptAction {
  const text = payload.kind === 'text' ? (payload.text ?? '') : inWords(payload);
  return {
    kind: 'copilot.chat',
    host: client.target.host,
    surface: path,
    model: '',
    initiator: 'unknown',
    parts: [{ origin: 'attachment', path: name, tool: null, text }],
    tools: [],
    opaqueAttachments: payload.kind === 'attachment' ? 1 : 0,
    secrets: payload.kind === 'text' ? payload.masked.found : [],
  };
}

/** What a reviewer is shown of a file that is no text, and what an approval is bound to. */
function inWords({ type, bytes, digest }: AttachmentPayload): string {
  return `${type}, ${bytes.length} bytes, SHA-256 ${digest}`;
}

function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}
