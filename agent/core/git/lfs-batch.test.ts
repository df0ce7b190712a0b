import { describe, expect, it } from 'vitest';
import {
  encodeLfsAnswer,
  encodeLfsRequest,
  encodeOwnPlaces,
  readLfsAnswer,
  readLfsRequest,
} from './lfs-batch.ts';

const LIMITS = { maxChars: 100_000, maxDepth: 16, maxNodes: 10_000 };
const OID = 'a'.repeat(64);
const OBJECTS = [{ oid: OID, size: 5 }];

describe('a request', () => {
  const read = (value: unknown) =>
    readLfsRequest(typeof value === 'string' ? value : JSON.stringify(value), LIMITS);

  it.each(['download', 'upload'])(
    'of %s is written anew with what was read of it, and asks for the plain way of transfer',
    (operation) => {
      const asked = {
        operation,
        Operation: 'delete',
        transfers: ['tus', 'ssh'],
        ref: { name: 'refs/heads/main', more: 1 },
        objects: [{ ...OBJECTS[0], more: 1 }],
        more: 1,
      };
      expect(JSON.parse(encodeLfsRequest(read(asked)))).toEqual({
        operation,
        transfers: ['basic'],
        ref: { name: 'refs/heads/main' },
        objects: OBJECTS,
        hash_algo: 'sha256',
      });
    },
  );

  it.each(['Upload', 'Download', 'verify', ''])('of another operation is none: %j', (operation) => {
    expect(() => read({ operation, objects: OBJECTS })).toThrow(
      expect.objectContaining({ code: 'malformed' }),
    );
  });

  it.each<[string, unknown]>([
    ['no JSON', '{'],
    ['a list', []],
    ['without an operation', { objects: OBJECTS }],
    ['an operation twice', '{"operation":"download","operation":"upload","objects":[]}'],
    ['an operation that is no string', { operation: ['download'], objects: OBJECTS }],
    ['without objects', { operation: 'download' }],
    ['too many objects', { operation: 'download', objects: Array.from({ length: 1001 }, () => OBJECTS[0]) }],
    ['another hash', { operation: 'download', hash_algo: 'sha512', objects: OBJECTS }],
    ['a name that is none', { operation: 'download', objects: [{ oid: '../x', size: 1 }] }],
    ['a name in capitals', { operation: 'download', objects: [{ oid: OID.toUpperCase(), size: 1 }] }],
    ['a size below zero', { operation: 'download', objects: [{ oid: OID, size: -1 }] }],
    ['a size that is none', { operation: 'download', objects: [{ oid: OID, size: '1' }] }],
  ])('that is %s is refused', (_what, value) => {
    expect(() => read(value)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });
});

describe('an answer', () => {
  const download = { href: 'https://media.example:8443/x?sig=1', header: { Accept: 'a/b' }, expires_in: 5 };
  const answer = (change: object, more: object = {}) =>
    JSON.stringify({
      ...more,
      objects: [{ ...OBJECTS[0], actions: { download: { ...download, ...change } } }],
    });

  it('says where each object is, or why not', () => {
    const missing = { oid: OID, size: 1, error: { code: 404, message: 'not here' } };
    const text = JSON.stringify({ objects: [JSON.parse(answer({})).objects[0], missing] });
    expect(readLfsAnswer(text, LIMITS)).toEqual([
      {
        ...OBJECTS[0],
        download: {
          ...{ href: download.href, host: 'media.example', port: 8443, path: '/x?sig=1' },
          ...{ header: { Accept: 'a/b' }, expiresAt: null },
        },
        ...{ upload: null, verify: null, error: null },
      },
      {
        oid: OID,
        size: 1,
        download: null,
        upload: null,
        verify: null,
        error: { code: 404, message: 'not here' },
      },
    ]);
  });

  it('is written anew, without what was not read of it', () => {
    const more = { Transfer: 'tus', Objects: [] };
    const objects = readLfsAnswer(answer({ HREF: 'https://evil.example/' }, more), LIMITS);
    const written = (keepsHeaders: boolean) => JSON.parse(encodeLfsAnswer(objects, { keepsHeaders }));
    const { href, header } = download;
    const with_ = (action: object) => ({
      transfer: 'basic',
      objects: [{ ...OBJECTS[0], authenticated: true, actions: { download: action } }],
      hash_algo: 'sha256',
    });
    expect(written(true)).toEqual(with_({ href, header }));
    expect(written(false)).toEqual(with_({ href }));
  });

  it('names places of the agent’s own, and nothing of the server’s', () => {
    const upload = { href: download.href, header: { Authorization: 'Basic x' } };
    const there = { oid: 'b'.repeat(64), size: 1 };
    const failed = { oid: 'c'.repeat(64), size: 2, error: { code: 422, message: 'no' } };
    const first = { ...OBJECTS[0], actions: { upload, verify: upload }, authenticated: true };
    const read = readLfsAnswer(JSON.stringify({ objects: [first, there, failed] }), LIMITS);
    expect(read[0]?.verify?.host).toBe('media.example');
    const text = encodeOwnPlaces(read, 'upload', ({ oid, size }) => `https://here/${oid[0]}/${size}`);
    expect(JSON.parse(text).objects).toEqual([
      { ...OBJECTS[0], actions: { upload: { href: 'https://here/a/5' } } },
      there,
      failed,
    ]);
  });

  it.each<[string, string]>([
    ['in the clear', answer({ href: 'http://media.example/x' })],
    ['of a user', answer({ href: 'https://a:b@media.example/x' })],
    ['of two authorities', answer({ href: 'https://media.example\\@evil.example/x' })],
    ['with a fragment', answer({ href: 'https://media.example/x#@evil.example' })],
    ['with a blank', answer({ href: 'https://media.example /x' })],
    ['of a file', answer({ href: 'file:///etc/passwd' })],
    ['relative', answer({ href: '/x' })],
    ['of a number for an address', answer({ href: 'https://2130706433/x' })],
    ['with a field that is two', answer({ header: { 'X-A': 'a\r\nX-B: c' } })],
    ['with a field that is no string', answer({ header: { 'X-A': 1 } })],
    ['of another way of transfer', answer({}, { transfer: 'tus' })],
    ['that is no JSON', '<html>'],
  ])('%s is refused', (_what, text) => {
    expect(() => readLfsAnswer(text, LIMITS)).toThrow(expect.objectContaining({ code: 'malformed' }));
  });
});
