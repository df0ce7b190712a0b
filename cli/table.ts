import { printable } from '../protocol/printable.ts';

/** Lines of aligned columns under their names. Cells may come from anybody: they are made printable here. */
export function table(names: readonly string[], rows: readonly (readonly string[])[]): string {
  const cells = [names, ...rows.map((row) => row.map(printable))];
  const widths = names.map((_, column) => Math.max(...cells.map((row) => (row[column] ?? '').length)));
  const line = (row: readonly string[]): string =>
    row
      .map((cell, column) => cell.padEnd(widths[column] ?? 0))
      .join('  ')
      .trimEnd();
  return `${cells.map(line).join('\n')}\n`;
}
