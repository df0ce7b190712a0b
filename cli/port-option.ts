import { InvalidArgumentError, Option } from 'commander';

export function portOption(description: string, port: number): Option {
  return new Option('--port <port>', `${description}; 0 takes a free one`).argParser(portOf).default(port);
}

/** Throws commander's InvalidArgumentError, which ends as wrong usage. */
function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Number.NaN;
  if (port <= 65_535) return port;
  throw new InvalidArgumentError('expected a number from 0 to 65535');
}
