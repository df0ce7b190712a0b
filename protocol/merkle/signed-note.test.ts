import { createPublicKey, generateKeyPairSync, type KeyObject, sign, verify } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { altered, hex, sha256 } from '../../test/support/merkle.ts';
import type { MerkleErrorCode } from './merkle-error.ts';
import { type NoteSigner, type NoteVerifier, noteKeyId, openNote, signNote } from './signed-note.ts';

function rawKey(key: KeyObject): Buffer {
  return key.export({ type: 'spki', format: 'der' }).subarray(-32);
}

function makeKey(name: string): NoteSigner & NoteVerifier {
  const { publicKey, privateKey } = generateKeyPairSync('ed25519');
  return {
    name,
    id: noteKeyId(name, rawKey(publicKey), sha256),
    sign: (bytes) => sign(null, bytes, privateKey),
    verify: (bytes, signature) => verify(null, bytes, publicKey, signature),
  };
}

const key = makeKey('log.example/one');
const stranger = makeKey('log.example/one');
const witness = makeKey('witness.example');
const TEXT = 'log.example/one\n3\nAAAA\n';
const NOTE = signNote(TEXT, key);

/** The key and the note of the Go documentation of golang.org/x/mod/sumdb/note. */
test('a published note opens with its published key', () => {
  const raw = Buffer.from('ARpc2QcUPDhMQegwxbzhKqiBfsVkmqq/LDE4izWy10TW', 'base64').subarray(1);
  const prefix = Buffer.from('302a300506032b6570032100', 'hex');
  const spki = createPublicKey({ key: Buffer.concat([prefix, raw]), format: 'der', type: 'spki' });
  const id = noteKeyId('PeterNeumann', raw, sha256);
  expect(hex(id)).toBe('c74f20a3');
  const text =
    "If you think cryptography is the answer to your problem,\nthen you don't know what your problem is.\n";
  const note = `${text}\n— PeterNeumann x08go/ZJkuBS9UG/SffcvIAQxVBtiFupLLr8pAcElZInNIuGUgYN1FFYC2pZSNXgKvqfqdngotpRZb6KE6RyyBwJnAM=\n`;
  const opened = openNote(note, {
    name: 'PeterNeumann',
    id,
    verify: (bytes, signature) => verify(null, bytes, spki, signature),
  });
  expect(opened).toBe(text);
});

test('what was signed is what is read', () => {
  expect(openNote(NOTE, key)).toBe(TEXT);
});

test('a text with an empty line in it is read whole', () => {
  const text = 'one\n\nother\n';
  expect(openNote(signNote(text, key), key)).toBe(text);
});

test('signatures of others are passed over, before and after', () => {
  const [line = ''] = signNote(TEXT, witness).split('\n').slice(-2);
  expect(openNote(`${NOTE}${line}\n`, key)).toBe(TEXT);
  expect(openNote(`${NOTE}${line}\n`, witness)).toBe(TEXT);
});

describe('what does not open', () => {
  const [ours = ''] = NOTE.split('\n').slice(-2);
  const [line = ''] = signNote('another\n', key).split('\n').slice(-2);
  test.each<[string, MerkleErrorCode, string]>([
    ['no signature', 'bad-note', TEXT],
    ['no signature after the empty line', 'bad-note', `${TEXT}\n`],
    ['only a line feed after it', 'bad-note', `${TEXT}\n\n`],
    ['a line that is none', 'bad-note', `${NOTE}more\n`],
    ['no line feed at the end', 'bad-note', NOTE.slice(0, -1)],
    ['a hyphen for the dash', 'bad-note', NOTE.replace('—', '-')],
    ['a name with a plus', 'bad-note', NOTE.replace('— log', '— l+g')],
    ['a carriage return', 'bad-note', NOTE.replace('\n3', '\r\n3')],
    ['half a surrogate pair', 'bad-note', `\ud800${NOTE}`],
    ['a note without end', 'bad-note', `${'a'.repeat(100_000)}${NOTE}`],
    ['signatures without end', 'bad-note', `${TEXT}\n${`${ours}\n`.repeat(65)}`],
    ['an id alone', 'bad-note', `${TEXT}\n— log.example/one AAAAAA==\n`],
    ['only another key', 'unsigned', signNote(TEXT, witness)],
    ['only another key of the same name', 'unsigned', signNote(TEXT, stranger)],
    ['another text', 'bad-signature', NOTE.replace('\n3', '\n4')],
    ['our signature, and one of ours that does not hold', 'bad-signature', `${NOTE}${line}\n`],
  ])('%s: %s', (_name, code, note) => {
    expect(() => openNote(note, key)).toThrow(expect.objectContaining({ code }));
  });

  test('any altered byte', () => {
    const bytes = Buffer.from(NOTE);
    for (let at = 0; at < bytes.length; at++) {
      const bad = Buffer.from(altered(bytes, at)).toString();
      expect(() => openNote(bad, key), `byte ${at}`).toThrow(
        expect.objectContaining({ name: 'MerkleError' }),
      );
    }
  });
});
