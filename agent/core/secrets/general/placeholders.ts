/** Words that say that a value is to be put here, or that it is an example. */
const WORDS =
  /(?:your|changeme|change[-_ ]?me|change[-_ ]?this|replace|placeholder|example|sample|dummy|redacted|masked|hidden|removed|todo|fixme|insert|enter|fill[-_ ]?in|put[-_ ]|goes[-_ ]?here|[-_ ]here$|foobar|lorem|undefined|xxxx|\*\*\*|\.\.\.|1234567890abcdef|abcdefghij)/i;
/** A value that is computed or looked up elsewhere. */
const REFERENCE =
  /^(?:[$@!&*#%][A-Za-z_][\w.:/-]*[%s]?$|\$[({$]|%[({]|<|\{\{?|#\{|\[|process\.env|os\.(?:environ|getenv)|env[.[(]|vault:|arn:|ref\+|op:\/\/|secretref|ENC\[|file:|data\.|var\.|local\.|module\.|secrets?[.[]|config[.[]|settings\.|this\.|self\.)/i;

/** Whether a value stands for one: an example, a variable, a mask. */
export function isPlaceholder(value: string): boolean {
  return WORDS.test(value) || REFERENCE.test(value) || isMonotonous(value);
}

/** `xxxxxxxx`, `--------`, `12345678`, `abcabcabc`. */
function isMonotonous(value: string): boolean {
  const most = Math.min(4, Math.ceil(value.length / 4));
  const seen = new Set<string>();
  for (const character of value.toLowerCase()) if (seen.add(character).size > most) return false;
  return true;
}
