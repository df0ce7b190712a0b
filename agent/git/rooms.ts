import type { ObjectFormat } from './git-folder.ts';
import type { RepositoryCache } from './repository-cache.ts';
import { openRoom, type Room, type RoomPlace } from './room.ts';

interface ReadyRoom {
  readonly room: Promise<Room>;
  readonly timer: NodeJS.Timeout;
}

/**
 * Opens rooms, and owns those that were opened ahead of their push: one a repository and format, at most
 * `maxReadyRooms`, each for `readyRoomMs`. A room knows nothing of its push, so that whoever comes next may have it.
 */
export class Rooms {
  readonly #place: RoomPlace;
  /** By the folder of the cache that they read through to. */
  readonly #ready = new Map<string, ReadyRoom>();
  #isClosed = false;

  constructor(place: RoomPlace) {
    this.#place = place;
  }

  /** A push will come, or may: what it needs at once is made while its client gets it together. */
  expect(cache: RepositoryCache, format: ObjectFormat): void {
    const { maxReadyRooms, readyRoomMs } = this.#place.limits;
    if (this.#isClosed || this.#ready.has(cache.path) || this.#ready.size >= maxReadyRooms) return;
    const room = openRoom(this.#place, cache, format);
    const timer = setTimeout(() => void this.#giveUp(cache.path), readyRoomMs);
    const ready = { room, timer };
    this.#ready.set(cache.path, ready);
    // Whatever is the matter is met again, and told, by the push.
    room.catch(() => {
      if (this.#ready.get(cache.path) === ready) this.#taken(cache.path);
    });
  }

  /** The one that is ready, or else a new one. */
  async take(cache: RepositoryCache, format: ObjectFormat): Promise<Room> {
    const ready = await this.#taken(cache.path)?.room.catch(() => null);
    return ready ?? (await openRoom(this.#place, cache, format));
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all([...this.#ready.keys()].map((path) => this.#giveUp(path)));
  }

  #taken(path: string): ReadyRoom | undefined {
    const ready = this.#ready.get(path);
    this.#ready.delete(path);
    clearTimeout(ready?.timer);
    return ready;
  }

  async #giveUp(path: string): Promise<void> {
    const room = await this.#taken(path)?.room.catch(() => null);
    await room?.leave();
  }
}
