import { expect, test } from 'vitest';
import { HOSTILE_TEXTS, PUSH_DETAIL, storedRecord } from '../../test/support/stored-record.ts';
import { syslogFrame } from './syslog-message.ts';

const ORIGIN = { host: 'exporter.example', version: '1.2.3' };

/** The message in a frame that holds nothing else (RFC 5425, 4.3). */
function messageIn(frame: Buffer): string {
  const space = frame.indexOf(' ');
  const count = frame.subarray(0, space).toString();
  expect(count).toMatch(/^[1-9][0-9]*$/);
  expect(frame.length - space - 1).toBe(Number(count));
  return frame.subarray(space + 1).toString('utf8');
}

/** RFC 5424, 6: PRI VERSION TIMESTAMP HOSTNAME APP-NAME PROCID MSGID STRUCTURED-DATA MSG. */
const MESSAGE =
  /^<(\d{1,3})>1 (\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z) ([!-~]{1,255}) ([!-~]{1,48}) ([!-~]{1,128}) ([!-~]{1,32}) (\[origin software="countersign" swVersion="(?:[^"\]\\]|\\["\]\\])*"\]\[meta sequenceId="[1-9]\d*"\]) (\ufeff?)(CEF:0\|.*)$/su;

test('a record is a message of the facility for audits, at the time it was written', () => {
  const [, priority, at, host, app, process, id, structured, bom] =
    MESSAGE.exec(messageIn(syslogFrame(storedRecord({ detail: PUSH_DETAIL }), ORIGIN))) ?? [];
  expect([priority, at, host, app, process, id, bom]).toEqual([
    String(13 * 8 + 6),
    '2026-11-21T08:00:00.123Z',
    'exporter.example',
    'countersign',
    '-',
    'exchange.intent',
    '',
  ]);
  expect(structured).toBe('[origin software="countersign" swVersion="1.2.3"][meta sequenceId="1"]');
});

test('a message that is not ASCII says that it is UTF-8, and is counted in octets', () => {
  const stored = storedRecord({ detail: { subject: 'Zoë 漢字' } });
  const [, , , , , , , , bom, event] = MESSAGE.exec(messageIn(syslogFrame(stored, ORIGIN))) ?? [];
  expect(bom).toBe('\ufeff');
  expect(event).toContain('suser=Zoë 漢字');
});

test.each(HOSTILE_TEXTS)('one frame, one message, one line: %j', (text) => {
  const stored = storedRecord({
    event: 'exchange.refused',
    session: text,
    detail: { reason: text, subject: text },
  });
  const message = messageIn(syslogFrame(stored, { host: `h ${text}`, version: text }));
  expect(message).toMatch(MESSAGE);
  expect(message).not.toMatch(/[\r\n]/);
});

test('no message is longer than receivers take', () => {
  const detail = { subject: '漢'.repeat(9000), reason: '='.repeat(9000), program: '\u0000'.repeat(9000) };
  const message = messageIn(syslogFrame(storedRecord({ session: '|'.repeat(200), detail }), ORIGIN));
  expect(Buffer.byteLength(message)).toBeLessThanOrEqual(8192);
  expect(message).toContain('countersignLeftOut=');
});

test.each([
  [1, '1'],
  [2 ** 31 - 1, '2147483647'],
  [2 ** 31, '1'],
])('record %d has sequence id %s', (id, sequence) => {
  expect(messageIn(syslogFrame(storedRecord({}, id), ORIGIN))).toContain(`sequenceId="${sequence}"`);
});
