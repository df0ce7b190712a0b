import type { ComponentChildren } from 'preact';
import { useState } from 'preact/hooks';

export interface Column<Row> {
  readonly name: string;
  readonly cell: (row: Row) => ComponentChildren;
  /** `short`: never broken. `number`: so, and to the right. */
  readonly kind?: 'short' | 'number';
}

interface Props<Row> {
  /** What the rows are, for whoever hears them. */
  readonly label: string;
  readonly columns: readonly Column<Row>[];
  readonly rows: readonly Row[];
  readonly keyOf: (row: Row) => string;
  /** The rows came a page at a time, so that all of them are drawn. */
  readonly isPaged?: boolean;
}

/** Rows that are drawn at once; a thousand of them would make a page slow. */
const PAGE = 100;

/** Rows of one kind. They scroll sideways where there is no room, and are drawn some at a time. */
export function Table<Row>({ label, columns, rows, keyOf, isPaged = false }: Props<Row>) {
  const [wanted, setWanted] = useState(PAGE);
  const shown = isPaged ? rows.length : wanted;
  const rest = rows.length - shown;
  return (
    <>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: whoever has no mouse scrolls it with the keyboard. */}
      <section class="scroll" tabIndex={0} aria-label={label}>
        <table>
          <thead>
            <tr>
              {columns.map(({ name, kind }) => (
                <th scope="col" key={name} class={kind}>
                  {name}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.slice(0, shown).map((row) => (
              <tr key={keyOf(row)}>
                {columns.map(({ name, cell, kind }) => (
                  <td key={name} class={kind}>
                    {cell(row)}
                  </td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </section>
      {rest > 0 && (
        <vscode-button secondary onClick={() => setWanted(wanted + PAGE)}>
          Show {Math.min(rest, PAGE)} more of {rest}
        </vscode-button>
      )}
    </>
  );
}
