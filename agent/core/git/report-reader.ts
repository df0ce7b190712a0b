import { decodeUtf8 } from './bytes.ts';
import { oneLine, oneLineOf, withoutLineFeed } from './one-line.ts';
import { type PktLine, PktLineError } from './pkt-line.ts';
import { createPktLineReader } from './pkt-line-reader.ts';
import { type PushRequest, sideBandOf } from './push-request.ts';
import { parseReportOption } from './report-option.ts';
import type { RefReport, Report } from './report-status.ts';
import { type BandPayload, createSideBandReader, SideBandError } from './side-band.ts';

export type ReportErrorCode =
  | 'bad-framing'
  | 'remote-fatal'
  | 'truncated'
  | 'too-large'
  | 'bad-report'
  | 'unknown-ref'
  | 'ref-repeated';

export class ReportError extends Error {
  readonly code: ReportErrorCode;

  constructor(code: ReportErrorCode, message: string, options?: { readonly cause: unknown }) {
    super(message, options);
    this.name = 'ReportError';
    this.code = code;
  }
}

/** Reads a server's answer to a push as it arrives. */
export interface ReportReader {
  /** What the server says to people meanwhile (band 2), as sent. Throws ReportError. */
  push(chunk: Uint8Array): Uint8Array[];
  /** The report. Throws ReportError when the answer ended without all of it. */
  end(): Report;
}

const MAX_REPORT_BYTES = 4 * 1024 * 1024;

/** For the answer to `request`, whose capabilities say how it is framed. */
export function createReportReader(request: PushRequest, maxReportBytes = MAX_REPORT_BYTES): ReportReader {
  const outer = sideBandOf(request) === null ? unframed() : createSideBandReader();
  const report = new ReportLines(request, maxReportBytes);
  return {
    push(chunk) {
      const progress: Uint8Array[] = [];
      for (const { band, payload } of translated(() => outer.push(chunk))) {
        if (band === 2) progress.push(payload);
        else translated(() => report.push(payload));
      }
      return progress;
    },
    end() {
      translated(() => outer.end());
      return translated(() => report.end());
    },
  };
}

/** An answer without side-bands is the report and nothing else. */
function unframed(): { push(chunk: Uint8Array): BandPayload[]; end(): void } {
  return { push: (payload) => [{ band: 1, payload }], end: () => undefined };
}

class ReportLines {
  readonly #reader = createPktLineReader();
  readonly #known: ReadonlySet<string>;
  readonly #maxBytes: number;
  readonly #refs: RefReport[] = [];
  #bytes = 0;
  #unpack: string | null = null;
  #ended = false;

  constructor(request: PushRequest, maxBytes: number) {
    this.#known = new Set(request.commands.map((command) => command.ref));
    this.#maxBytes = maxBytes;
  }

  push(bytes: Uint8Array): void {
    this.#bytes += bytes.length;
    if (this.#bytes > this.#maxBytes) {
      throw new ReportError('too-large', `the report is longer than ${this.#maxBytes} bytes`);
    }
    for (const line of this.#reader.push(bytes)) this.#read(line);
  }

  end(): Report {
    this.#reader.end();
    if (this.#unpack === null || !this.#ended) {
      throw new ReportError('truncated', 'the answer ends without a whole report');
    }
    return { unpack: this.#unpack, refs: this.#refs };
  }

  #read(line: PktLine): void {
    if (this.#ended) throw new ReportError('bad-report', 'the report goes on after its end');
    switch (line.kind) {
      case 'data':
        this.#readLine(withoutLineFeed(line.payload));
        break;
      case 'flush':
        this.#ended = true;
        break;
      case 'delim':
      case 'response-end':
        throw new ReportError('bad-report', `a report holds no ${line.kind} packet`);
    }
  }

  #readLine(line: Uint8Array): void {
    const text = decodeUtf8(line);
    const [verb, subject, words] = split(text ?? oneLineOf(line));
    if (this.#unpack === null) {
      if (verb !== 'unpack' || subject === '')
        throw new ReportError('bad-report', 'a report begins with "unpack"');
      this.#unpack = oneLine(`${subject} ${words}`);
    } else if (verb === 'ok' && words === '') this.#addOk(subject);
    else if (verb === 'ng') this.#addNg(subject, words);
    else if (verb === 'option') this.#addOption(text?.slice('option '.length) ?? '');
    else throw new ReportError('bad-report', 'a line of the report is neither ok, ng nor option');
  }

  /** A server that made several refs of one says `ok` again, each with options of its own. */
  #addOk(ref: string): void {
    const before = this.#refs.find((each) => each.ref === ref);
    const continues = before?.ok === true && before.options !== undefined && this.#refs.at(-1)?.ref === ref;
    this.#check(ref, before !== undefined && !continues);
    this.#refs.push({ ref, ok: true });
  }

  #addNg(ref: string, words: string): void {
    this.#check(
      ref,
      this.#refs.some((each) => each.ref === ref),
    );
    this.#refs.push({ ref, ok: false, reason: oneLine(words) });
  }

  #check(ref: string, repeated: boolean): void {
    if (!this.#known.has(ref))
      throw new ReportError('unknown-ref', 'the report names a ref that was not pushed');
    if (repeated) throw new ReportError('ref-repeated', `the report names ${ref} twice`);
  }

  #addOption(text: string): void {
    const last = this.#refs.pop();
    const option = parseReportOption(text);
    if (last?.ok !== true || option === null)
      throw new ReportError('bad-report', 'an option line without its ref');
    this.#refs.push({ ...last, options: [...(last.options ?? []), option] });
  }
}

function split(line: string): readonly [verb: string, subject: string, words: string] {
  const [verb = '', subject = '', ...words] = line.split(' ');
  return [verb, subject, words.join(' ')];
}

function translated<T>(read: () => T): T {
  try {
    return read();
  } catch (cause) {
    if (cause instanceof SideBandError) throw new ReportError(codeOf(cause), cause.message, { cause });
    if (!(cause instanceof PktLineError)) throw cause;
    const code = cause.code === 'incomplete' ? 'truncated' : 'bad-framing';
    throw new ReportError(code, cause.message, { cause });
  }
}

function codeOf(error: SideBandError): ReportErrorCode {
  return error.code === 'remote-fatal' || error.code === 'truncated' ? error.code : 'bad-framing';
}
