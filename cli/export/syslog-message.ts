import type { StoredRecord } from '../../protocol/collector-api.ts';
import { cefEvent } from './cef.ts';
import { factsOf, type Weight } from './facts.ts';

export interface SyslogOrigin {
  /** This machine. */
  readonly host: string;
  /** Of this program. */
  readonly version: string;
}

/** What a receiver over TLS should take (RFC 5425, 4.3.1). */
const MAX_MESSAGE_BYTES = 8192;

/** "log audit" (RFC 5424, 6.2.1). */
const FACILITY = 13;

const SEVERITIES: Readonly<Record<Weight, number>> = { note: 6, low: 5, medium: 4, high: 2 };

/**
 * A record as RFC 5424 has messages, with CEF as its content, in a frame of RFC 5425: the number of its octets, a
 * space, the message. Nothing that is in a record ends a frame or begins another.
 */
export function syslogFrame(stored: StoredRecord, origin: SyslogOrigin): Buffer {
  const head = headOf(stored, origin);
  const event = cefEvent(stored, origin.version, MAX_MESSAGE_BYTES - Buffer.byteLength(head) - BOM.length);
  // A message that is not ASCII says that it is UTF-8 (RFC 5424, 6.4).
  const message = Buffer.from(head + (isAscii(event) ? '' : '\ufeff') + event);
  return Buffer.concat([Buffer.from(`${message.length} `), message]);
}

const BOM = Buffer.from('\ufeff');

function headOf(stored: StoredRecord, { host, version }: SyslogOrigin): string {
  const { id, record } = stored;
  const priority = FACILITY * 8 + SEVERITIES[factsOf(stored).weight];
  const software = `[origin software="countersign" swVersion="${parameter(version, 32)}"]`;
  const sequence = `[meta sequenceId="${((id - 1) % MAX_SEQUENCE) + 1}"]`;
  const names = [record.at, name(host, 255), 'countersign', '-', name(record.event, 32)];
  return `<${priority}>1 ${names.join(' ')} ${software}${sequence} `;
}

/** RFC 5424, 7.3.1. */
const MAX_SEQUENCE = 2 ** 31 - 1;

/** PRINTUSASCII (RFC 5424, 6); nothing at all is a hyphen. */
function name(text: string, max: number): string {
  return text.replace(/[^\x21-\x7e]/g, '').slice(0, max) || '-';
}

/** A value of structured data escapes these three (RFC 5424, 6.3.3). */
function parameter(text: string, max: number): string {
  return name(text, max).replace(/["\\\]]/g, '\\$&');
}

function isAscii(text: string): boolean {
  return Buffer.byteLength(text) === text.length;
}
