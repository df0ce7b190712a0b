/** What a person reads of a fault: what was seen, and what to do next where it is known. */
export function explain(fault: unknown): string {
  if (!(fault instanceof Error)) return 'countersign: something failed without saying what\n';
  const hint =
    'hint' in fault && typeof fault.hint === 'string' && fault.hint !== '' ? `\n  ${fault.hint}` : '';
  return `countersign: ${fault.message}${hint}\n`;
}
