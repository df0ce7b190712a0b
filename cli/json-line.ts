/** One JSON value a line, in which what a terminal would obey, and what cannot be seen, is escaped. */
export function jsonLine(value: object): string {
  return `${JSON.stringify(value).replace(/[^\u0020-\u007e]/g, escaped)}\n`;
}

function escaped(unit: string): string {
  return `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`;
}
