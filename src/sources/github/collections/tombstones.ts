import { collectionNames, collections } from '../../../facts/collection.ts';
import type { Tombstone } from '../../../facts/manifest.ts';
import type { Instant } from '../../../facts/schema.ts';
import type { GitHubCollection } from './pageShapes.ts';
import type { RowsOf } from './readCollection.ts';

/** What GitHub has deleted since it was stored. */
export class Tombstones {
  readonly #goneBy: Instant;
  #tombstones: Tombstone[];

  /** @param goneBy when the reading is that finds further rows gone */
  constructor(stored: readonly Tombstone[], goneBy: Instant) {
    this.#goneBy = goneBy;
    this.#tombstones = [...stored];
  }

  /** Marks the stored rows that a complete reading no longer found. */
  add<Name extends GitHubCollection>(
    collection: Name,
    stored: Readonly<RowsOf<Name>>,
    found: Readonly<RowsOf<Name>>,
  ): void {
    const present = keysOf(collection, found);
    const marked = new Set(this.#of(collection).map(({ key }) => key));
    for (const key of keysOf(collection, stored)) {
      if (present.has(key) || marked.has(key)) continue;
      this.#tombstones.push({ collection, key, goneBy: this.#goneBy });
    }
  }

  /** Takes the marks from rows that are there again. */
  drop<Name extends GitHubCollection>(collection: Name, present: Readonly<RowsOf<Name>>): void {
    const keys = keysOf(collection, present);
    this.#tombstones = this.#tombstones.filter(
      (each) => each.collection !== collection || !keys.has(each.key),
    );
  }

  /** @returns all, collection by collection, the oldest first */
  list(): Tombstone[] {
    return collectionNames.flatMap((name) =>
      this.#of(name).sort((a, b) => Date.parse(a.goneBy) - Date.parse(b.goneBy)),
    );
  }

  #of(collection: string): Tombstone[] {
    return this.#tombstones.filter((each) => each.collection === collection);
  }
}

function keysOf<Name extends GitHubCollection>(collection: Name, rows: Readonly<RowsOf<Name>>): Set<string> {
  const { key } = collections[collection];
  return new Set(rows.map((row) => String(key(row))));
}
