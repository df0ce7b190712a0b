import { useEffect, useState } from 'preact/hooks';

/** Whether the reader's system is dark, for what is drawn and not styled. */
export function useColourScheme(): 'light' | 'dark' {
  const [dark] = useState(() => matchMedia('(prefers-color-scheme: dark)'));
  const [isDark, setDark] = useState(dark.matches);
  useEffect(() => {
    const follow = (): void => setDark(dark.matches);
    dark.addEventListener('change', follow);
    return () => dark.removeEventListener('change', follow);
  }, [dark]);
  return isDark ? 'dark' : 'light';
}
