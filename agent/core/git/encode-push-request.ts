import { concatBytes, encodeUtf8 } from './bytes.ts';
import { encodePktLine, FLUSH } from './pkt-line.ts';
import { encodePushCapabilities } from './push-capabilities.ts';
import { canSplit, type PushRequest, PushRequestError, type RefUpdateCommand } from './push-request.ts';

/**
 * The header of a push that asks for `commands` only, in the order and with everything else of `request`; the
 * pack follows it. Throws `not-requested` for a command that the client did not send, and `cannot-split` when
 * commands are left out of a push that is atomic or signed.
 */
export function encodePushRequest(request: PushRequest, commands: readonly RefUpdateCommand[]): Uint8Array {
  const kept = select(request, commands);
  const options = request.capabilities.has('push-options') ? [...request.options.map(encodeLine), FLUSH] : [];
  const shallow = request.shallow.map((id) => encodeLine(`shallow ${id}`));
  return concatBytes([...shallow, ...encodeCommands(request, kept), FLUSH, ...options]);
}

function select(request: PushRequest, commands: readonly RefUpdateCommand[]): readonly RefUpdateCommand[] {
  const wanted = new Set(commands.map(lineOf));
  const kept = request.commands.filter((command) => wanted.has(lineOf(command)));
  if (commands.length === 0 || kept.length !== commands.length) {
    throw new PushRequestError('not-requested', 'what is to be forwarded is not part of the push');
  }
  if (kept.length < request.commands.length && !canSplit(request)) {
    throw new PushRequestError('cannot-split', 'an atomic or signed push goes whole or not at all');
  }
  return kept;
}

function encodeCommands(request: PushRequest, commands: readonly RefUpdateCommand[]): readonly Uint8Array[] {
  if (request.certificate !== null) return [request.certificate];
  const capabilities = encodePushCapabilities(request.capabilities);
  return commands.map((command, index) =>
    encodeLine(index === 0 ? `${lineOf(command)}\0${capabilities}` : lineOf(command)),
  );
}

function lineOf(command: RefUpdateCommand): string {
  return `${command.oldId} ${command.newId} ${command.ref}`;
}

function encodeLine(text: string): Uint8Array {
  return encodePktLine(encodeUtf8(text));
}
