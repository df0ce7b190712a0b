import { applyEdits, createScanner, modify, type Node, parseTree } from 'jsonc-parser';
import type { JsonValue } from '../../protocol/json.ts';

/** The text of a JSON object with one property at another value; nothing else of it is touched. */
export function withProperty(text: string, key: string, value: JsonValue): string {
  return applyEdits(text, modify(text, [key], value, {}));
}

/** The text of a JSON object without one property, its comma and the blanks it stood in; comments stay. */
export function withoutProperty(text: string, key: string): string {
  const properties = parseTree(text)?.children ?? [];
  const at = properties.findIndex((property) => property.children?.[0]?.value === key);
  const property = properties[at];
  if (property === undefined) return text;
  const end = endOf(property);
  const comma = commaAfter(text, end);
  if (comma !== null) {
    const rest = text.slice(comma + 1).replace(/^\s+/, '');
    return text.slice(0, property.offset) + text.slice(end, comma).trim() + rest;
  }
  const head = text.slice(0, property.offset).replace(/\s+$/, '');
  const before = properties[at - 1];
  return (before === undefined ? head : withoutComma(head, endOf(before))) + text.slice(end);
}

function endOf({ offset, length }: Node): number {
  return offset + length;
}

function withoutComma(text: string, offset: number): string {
  const comma = commaAfter(text, offset);
  return comma === null ? text : text.slice(0, comma) + text.slice(comma + 1);
}

/** Where the next comma is, if nothing but blanks and comments is before it. */
function commaAfter(text: string, offset: number): number | null {
  const scanner = createScanner(text, true);
  scanner.setPosition(offset);
  scanner.scan();
  const at = scanner.getTokenOffset();
  return text[at] === ',' ? at : null;
}
