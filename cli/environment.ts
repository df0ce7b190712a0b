/** Shell lines that set the environment of `sessionEnvironment`, for `eval "$(countersign env)"`. */
export function exportLines(environment: Readonly<Record<string, string>>): string {
  const lines = Object.entries(environment).map(([name, value]) => `export ${name}=${quoted(value)}`);
  return `${lines.join('\n')}\n`;
}

/** POSIX shell quoting: nothing is special between single quotes but the quote itself. */
function quoted(value: string): string {
  return `'${value.replaceAll("'", `'\\''`)}'`;
}
