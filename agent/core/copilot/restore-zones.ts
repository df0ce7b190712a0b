import type { RestoreTarget, TextFilter } from './answer/options.ts';

/**
 * A restorer that leaves placeholders alone where showing the text would send them somewhere: in a URL, in the
 * target of a Markdown link, image or definition, in an HTML tag. What is such a place is decided by the text
 * before it alone, so nothing is held back for it and no cut changes it. Where readers of Markdown differ, any
 * reading that makes a target of the place wins.
 */
export function restoreOutsideTargets(target: RestoreTarget, open: () => TextFilter): TextFilter {
  const zones: readonly Zone[] =
    target === 'shown'
      ? [new UrlZone(null), new DestinationZone(), new DefinitionZone(), new TagZone()]
      : [new UrlZone(CONNECTION_STRING), new DestinationZone(), new DefinitionZone()];
  let restorer: TextFilter | null = null;
  const close = (): string => {
    const rest = restorer?.end() ?? '';
    restorer = null;
    return rest;
  };
  const pass = (piece: string, inZone: boolean): string => {
    if (piece === '') return '';
    if (inZone) return close() + piece;
    restorer ??= open();
    return restorer.write(piece);
  };
  let wasInZone = false;
  return {
    write(text) {
      let out = '';
      let from = 0;
      for (let at = 0; at < text.length; at += 1) {
        const inZone = step(zones, text[at] ?? '');
        if (inZone === wasInZone) continue;
        out += pass(text.slice(from, at), wasInZone);
        from = at;
        wasInZone = inZone;
      }
      return out + pass(text.slice(from), wasInZone);
    },
    end: close,
  };
}

/** Takes one character and says whether it is inside. */
interface Zone {
  step(character: string): boolean;
}

function step(zones: readonly Zone[], character: string): boolean {
  let inside = false;
  for (const zone of zones) if (zone.step(character)) inside = true;
  return inside;
}

const SPACE = /\s/;

/**
 * What a file names a database or a broker by: nothing fetches it by itself, and an edit that left the placeholder
 * there would break the file. The name of a scheme ends where `://` begins.
 */
const CONNECTION_STRING =
  /(?:^|[^a-z0-9+.-])(?:postgres|postgresql|mysql|mariadb|mongodb|mongodb\+srv|redis|rediss|amqp|amqps|mssql|sqlserver|nats|ldap|ldaps|smtp|smtps|clickhouse|cassandra|neo4j|bolt)$/i;
const LONGEST_SCHEME = 16;

/** From `//` or `www.` to the end of the word. */
class UrlZone implements Zone {
  readonly #harmless: RegExp | null;
  /** The end of the word so far. */
  #word = '';
  #inside = false;

  constructor(harmless: RegExp | null) {
    this.#harmless = harmless;
  }

  step(character: string): boolean {
    if (this.#ends(character)) {
      this.#word = '';
      this.#inside = false;
      return false;
    }
    const inside = this.#inside;
    this.#word = (this.#word + character).slice(-LONGEST_SCHEME - 4);
    if (!inside) this.#inside = this.#begins();
    return inside;
  }

  #ends(character: string): boolean {
    return SPACE.test(character) || (this.#harmless !== null && /["'`<>]/.test(character));
  }

  #begins(): boolean {
    if (/www\.$/i.test(this.#word)) return true;
    if (!this.#word.endsWith('//')) return false;
    return !this.#word.endsWith('://') || this.#harmless?.test(this.#word.slice(0, -3)) !== true;
  }
}

/** From `](` to the `)` that closes it, and from `](<` to its `>`: both readings at once (CommonMark, 6.3). */
class DestinationZone implements Zone {
  readonly #blank = new BlankLine();
  readonly #pointed = new PointedDestination();
  #depth = 0;
  #before = '';

  step(character: string): boolean {
    const inside = this.#depth > 0;
    const begins = character === '(' && this.#before === ']';
    if (this.#blank.step(character)) this.#depth = 0;
    else if (begins || (inside && character === '(')) this.#depth += 1;
    else if (inside && character === ')' && this.#before !== '\\') this.#depth -= 1;
    this.#before = character;
    return this.#pointed.step(character, begins) || (inside && this.#depth > 0);
  }
}

/** From `]:` over at most one line end to the end of the next word, or to its `>` (CommonMark, 4.7). */
class DefinitionZone implements Zone {
  readonly #blank = new BlankLine();
  readonly #pointed = new PointedDestination();
  #state: 'outside' | 'before' | 'inside' = 'outside';
  #before = '';

  step(character: string): boolean {
    const begins = character === ':' && this.#before === ']';
    const isBlank = this.#blank.step(character);
    const isSpace = SPACE.test(character);
    const inside = !isSpace && this.#state !== 'outside';
    if (isBlank || (isSpace && this.#state === 'inside')) this.#state = 'outside';
    else if (inside) this.#state = 'inside';
    if (begins) this.#state = 'before';
    this.#before = character;
    return this.#pointed.step(character, begins) || inside;
  }
}

/** What `<` opens where a target may begin; it ends at `>` or with the line. */
class PointedDestination {
  #state: 'outside' | 'before' | 'inside' = 'outside';
  #before = '';

  step(character: string, targetBegins: boolean): boolean {
    const inside = this.#state === 'inside';
    if (this.#state === 'before' && !SPACE.test(character)) {
      this.#state = character === '<' ? 'inside' : 'outside';
    } else if (inside && (character === '\n' || (character === '>' && this.#before !== '\\'))) {
      this.#state = 'outside';
    }
    if (targetBegins && this.#state !== 'inside') this.#state = 'before';
    this.#before = character;
    return inside;
  }
}

/**
 * From `<` and a letter to the `>` outside quotes. Every `<` may be the one where a tag really begins, so all of
 * them are followed; a quote that is open when the paragraph ends swallows what comes after it in a browser, so
 * it is not forgotten.
 */
class TagZone implements Zone {
  readonly #blank = new BlankLine();
  #unquoted = false;
  #double = false;
  #single = false;
  #before = '';

  step(character: string): boolean {
    const inside = this.#unquoted || this.#double || this.#single;
    if (this.#blank.step(character) || character === '>') this.#unquoted = false;
    if (character === '"') [this.#unquoted, this.#double] = [this.#double, this.#unquoted];
    if (character === "'") [this.#unquoted, this.#single] = [this.#single, this.#unquoted];
    const begins = this.#before === '<' && /[A-Za-z/!?]/.test(character);
    if (begins) this.#unquoted = true;
    this.#before = character;
    return inside || begins;
  }
}

/** Tells the line end that ends a paragraph. */
class BlankLine {
  #lineIsEmpty = false;

  step(character: string): boolean {
    if (character !== '\n') {
      if (!SPACE.test(character)) this.#lineIsEmpty = false;
      return false;
    }
    const isBlank = this.#lineIsEmpty;
    this.#lineIsEmpty = true;
    return isBlank;
  }
}
