import type { EventStreams } from '../notify/event-streams.ts';
import type { FeedFiles } from './feed-files.ts';

/** Tells agents on the event stream when the feed has another timestamp: whoever is held waits for no answer. */
export function watchFeed(
  files: FeedFiles,
  streams: Pick<EventStreams, 'publish'>,
  everyMs: number,
): () => void {
  let told: number | null = null;
  const look = async (): Promise<void> => {
    const version = await files.version();
    if (version === null || version === told) return;
    told = version;
    streams.publish({ id: `feed-${version}`, event: { kind: 'feed', timestampVersion: version } });
  };
  void look();
  const timer = setInterval(() => void look(), everyMs);
  timer.unref();
  return () => clearInterval(timer);
}
