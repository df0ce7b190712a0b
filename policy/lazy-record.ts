import { type CelInput, celMap } from '@bufbuild/cel';

/** How each field of a record is made of its source. */
export type FieldsOf<Source> = ReadonlyMap<string, (source: Source) => CelInput>;

/** A record whose fields are made when they are read: a push has many thousands, and rules read few fields. */
export function lazyRecord<Source>(fields: FieldsOf<Source>, source: Source): CelInput {
  return celMap(new LazyMap(fields, source));
}

class LazyMap<Source> implements ReadonlyMap<string, CelInput> {
  readonly #fields: FieldsOf<Source>;
  readonly #source: Source;

  constructor(fields: FieldsOf<Source>, source: Source) {
    this.#fields = fields;
    this.#source = source;
  }

  get size(): number {
    return this.#fields.size;
  }

  get(name: string): CelInput | undefined {
    return this.#fields.get(name)?.(this.#source);
  }

  has(name: string): boolean {
    return this.#fields.has(name);
  }

  keys(): MapIterator<string> {
    return this.#fields.keys();
  }

  values(): MapIterator<CelInput> {
    return this.#made().values();
  }

  entries(): MapIterator<[string, CelInput]> {
    return this.#made().entries();
  }

  forEach(callback: (value: CelInput, name: string, map: ReadonlyMap<string, CelInput>) => void): void {
    for (const [name, value] of this.entries()) callback(value, name, this);
  }

  [Symbol.iterator](): MapIterator<[string, CelInput]> {
    return this.entries();
  }

  #made(): Map<string, CelInput> {
    return new Map([...this.#fields].map(([name, field]) => [name, field(this.#source)]));
  }
}
