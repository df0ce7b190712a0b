import { isRefName } from './ref-name.ts';
import { parseObjectId } from './ref-update-command.ts';
import type { ReportOption } from './report-status.ts';

/** What follows `option ` in a report-status-v2 line, or null when the format has no such option. */
export function parseReportOption(text: string): ReportOption | null {
  if (text === 'forced-update') return text;
  const [name = '', value = '', ...more] = text.split(' ');
  if (more.length > 0) return null;
  switch (name) {
    case 'refname':
      return isRefName(value) ? `refname ${value}` : null;
    case 'old-oid':
    case 'new-oid':
      return parseObjectId(value) === null ? null : `${name} ${value}`;
    default:
      return null;
  }
}
