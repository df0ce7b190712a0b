/** What a person reads of a fault: what was seen, and what to do next where it is known. */
export function explain(fault: unknown): string {
  if (!(fault instanceof Error)) return 'countersign: something failed without saying what\n';
  const hint = hintOf(fault);
  return `countersign: ${fault.message}${hint === '' ? '' : `\n  ${hint}`}\n`;
}

function hintOf(fault: Error): string {
  if ('hint' in fault && typeof fault.hint === 'string') return fault.hint;
  switch ('code' in fault ? fault.code : null) {
    case 'ENOENT':
      return 'check how the path is written';
    case 'EACCES':
    case 'EPERM':
      return 'check who may read and write it';
    case 'EADDRINUSE':
      return 'end what listens there, or give another port with --port';
    default:
      return '';
  }
}
