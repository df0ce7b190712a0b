import { useEffect, useState } from 'preact/hooks';

const TICK_MS = 5000;

/** The time, for what says how long something has waited. */
export function useNow(): number {
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), TICK_MS);
    return () => clearInterval(timer);
  }, []);
  return now;
}
