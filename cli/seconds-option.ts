import { InvalidArgumentError, Option } from 'commander';

export function secondsOption(description: string, seconds: number): Option {
  return new Option('--timeout <seconds>', description).argParser(secondsOf).default(seconds);
}

/** Throws commander's InvalidArgumentError, which ends as wrong usage. */
function secondsOf(text: string): number {
  const seconds = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  if (seconds > 0) return seconds;
  throw new InvalidArgumentError('expected a number of seconds from 1 to 9999');
}
