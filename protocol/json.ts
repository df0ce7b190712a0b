/** What JSON can hold. Everything that is signed, hashed or sent between the parts is made of these. */
export type JsonValue = null | boolean | number | string | readonly JsonValue[] | JsonObject;

export interface JsonObject {
  readonly [key: string]: JsonValue;
}
