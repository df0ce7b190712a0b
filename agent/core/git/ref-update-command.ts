import { decodeUtf8 } from './bytes.ts';
import { isZeroId, PushRequestError, type RefUpdateCommand } from './push-request.ts';
import { isRefName } from './ref-name.ts';

const OBJECT_ID = /^(?:[0-9a-f]{40}|[0-9a-f]{64})$/;

/**
 * `old-id SP new-id SP name` (gitprotocol-pack, "Reference Update Request and Packfile Transfer"), without a
 * line feed and without capabilities.
 */
export function parseCommand(line: Uint8Array): RefUpdateCommand {
  const text = decodeUtf8(line);
  if (text === null) throw new PushRequestError('bad-ref-name', 'a ref name is not UTF-8');
  const [oldId = '', newId = '', ...words] = text.split(' ');
  if (words.length === 0) throw new PushRequestError('bad-command', 'a ref update command is "old new ref"');
  if (!OBJECT_ID.test(oldId) || !OBJECT_ID.test(newId)) {
    throw new PushRequestError('bad-object-id', 'an object id is 40 or 64 lower-case hexadecimal digits');
  }
  if (oldId.length !== newId.length) {
    throw new PushRequestError('mixed-object-ids', 'one command names object ids of two lengths');
  }
  const ref = words.join(' ');
  if (!isRefName(ref)) throw new PushRequestError('bad-ref-name', `${JSON.stringify(ref)} is no ref name`);
  if (isZeroId(oldId) && isZeroId(newId)) {
    throw new PushRequestError('nothing-to-nothing', `${ref} is neither there before nor after`);
  }
  return { oldId, newId, ref };
}

/** The id of a `shallow` line. */
export function parseObjectId(text: string): string | null {
  return OBJECT_ID.test(text) ? text : null;
}
