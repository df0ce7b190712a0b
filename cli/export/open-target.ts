import { readFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { VERSION } from '../version.ts';
import { ExportError } from './export-error.ts';
import { appendTo, lineTarget, writeTo } from './line-target.ts';
import { ocsfLine } from './ocsf.ts';
import { otlpTarget } from './otlp-target.ts';
import { syslogTarget } from './syslog-target.ts';
import type { Target } from './target.ts';
import { readTlsFiles, type TlsFiles } from './tls-files.ts';

export const EXPORT_FORMATS = ['ocsf', 'syslog', 'otlp'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];

export interface TargetOptions extends TlsFiles {
  readonly format: ExportFormat;
  /** A file, `tls://HOST:PORT` or a URL, by format; left out: standard output. */
  readonly to?: string;
  /** File of header fields, one `name: value` a line, which would be seen on a command line. */
  readonly headerFile?: string;
}

const TIMEOUT_MS = 30_000;

/** Throws ExportError `bad-target`. */
export async function openTarget(options: TargetOptions, stdout: NodeJS.WritableStream): Promise<Target> {
  const { format, to } = options;
  switch (format) {
    case 'ocsf':
      return lineTarget(
        (stored) => ocsfLine(stored, VERSION),
        to === undefined ? writeTo(stdout) : appendTo(to),
      );
    case 'syslog':
      return syslogTarget({
        ...receiverOf(to),
        trust: await readTlsFiles(options),
        origin: { host: hostname(), version: VERSION },
        timeoutMs: TIMEOUT_MS,
      });
    case 'otlp':
      return otlpTarget({
        url: urlOf(to),
        headers: await headersOf(options.headerFile),
        trust: await readTlsFiles(options),
        version: VERSION,
        timeoutMs: TIMEOUT_MS,
      });
  }
}

/** RFC 5425, 4.1. */
const SYSLOG_TLS_PORT = 6514;

function receiverOf(to: string | undefined): { readonly host: string; readonly port: number } {
  const match = /^tls:\/\/(?:\[([0-9A-Fa-f:.]+)\]|([A-Za-z0-9.-]+))(?::([1-9]\d{0,4}))?$/.exec(to ?? '');
  const host = match?.[1] ?? match?.[2];
  const port = Number(match?.[3] ?? SYSLOG_TLS_PORT);
  if (host !== undefined && port <= 65_535) return { host, port };
  throw new ExportError('bad-target', '--to is no receiver of syslog over TLS', {
    hint: 'expected tls://HOST or tls://HOST:PORT',
  });
}

const LOOPBACK: readonly string[] = ['127.0.0.1', '[::1]', 'localhost'];

/** Records cross no network in the clear. */
function urlOf(to: string | undefined): URL {
  const url = to !== undefined && URL.canParse(to) ? new URL(to) : null;
  const isSafe = url?.protocol === 'https:' || (url?.protocol === 'http:' && LOOPBACK.includes(url.hostname));
  if (url !== null && isSafe && url.username === '' && url.password === '') return url;
  throw new ExportError('bad-target', '--to is no receiver of OTLP logs', {
    hint: 'expected https://HOST:4318/v1/logs, http for this machine only; credentials go into --header-file',
  });
}

const MAX_HEADERS = 20;

async function headersOf(path: string | undefined): Promise<Readonly<Record<string, string>>> {
  if (path === undefined) return {};
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    throw new ExportError('bad-target', `${path} cannot be read`, { cause, hint: 'check the path' });
  });
  const lines = text.split(/\r?\n/).filter((line) => line.trim() !== '');
  const fields = lines.map((line) => /^([!#$%&'*+.^`|~\w-]+):[ \t]*([\x20-\x7e]+)$/.exec(line));
  if (lines.length > MAX_HEADERS || fields.some((field) => field === null)) {
    throw new ExportError('bad-target', `${path} holds no header fields`, {
      hint: `expected at most ${MAX_HEADERS} lines of "name: value"`,
    });
  }
  return Object.fromEntries(fields.map((field) => [field?.[1]?.toLowerCase() ?? '', field?.[2] ?? '']));
}
