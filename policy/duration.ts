const UNITS_MS = Object.freeze({ s: 1000, m: 60_000, h: 3_600_000, d: 86_400_000 });

/** Digits and one unit: at most 6 digits, so that no product is beyond a safe integer. */
export const DURATION_PATTERN = '^[1-9][0-9]{0,5}[smhd]$';

/** Milliseconds of `90s`, `15m`, `1h` or `2d`; null for anything else. */
export function durationMs(text: string): number | null {
  const digits = text.slice(0, -1);
  const unit = text.slice(-1);
  if (!/^[1-9][0-9]{0,5}$/.test(digits) || !isUnit(unit)) return null;
  return Number(digits) * UNITS_MS[unit];
}

function isUnit(unit: string): unit is keyof typeof UNITS_MS {
  return Object.hasOwn(UNITS_MS, unit);
}
