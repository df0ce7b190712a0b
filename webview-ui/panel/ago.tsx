import { useNow } from '../components/use-now.ts';
import { durationWords } from '../model/words.ts';

/** How long ago that was, whole in its title. */
export function Ago({ at }: { readonly at: string }) {
  const now = useNow();
  return (
    <time dateTime={at} title={at}>
      {durationWords(now - Date.parse(at))} ago
    </time>
  );
}
