import type { Area } from './area.ts';
import { Change, type Opening } from './change.ts';
import type { Person } from './person.ts';
import type { Team } from './team.ts';

/** The open pull requests of a team. */
export class Board {
  readonly team: Team;
  #changes: Change[] = [];
  readonly #landings: { area: Area; landed: (change: Change) => void }[] = [];

  constructor(team: Team) {
    this.team = team;
  }

  /** Registers what follows a merge in an area. */
  whenLanded(area: Area, landed: (change: Change) => void): void {
    this.#landings.push({ area, landed });
  }

  open(area: Area, opening: Opening): Change {
    const change = new Change(this.team, area, opening, () => {
      for (const landing of this.#landings) if (landing.area === area) landing.landed(change);
    });
    this.#changes = [...this.#changes.filter(({ row }) => row.state === 'open'), change];
    return change;
  }

  /** @returns those that wait for a review, the longest wait first */
  queue(): { change: Change; since: number }[] {
    return this.#changes
      .flatMap((change) => (change.waitsSince === null ? [] : [{ change, since: change.waitsSince }]))
      .sort((a, b) => a.since - b.since);
  }

  /** @returns a person's own that are neither merged nor closed, the oldest first */
  ownOf(person: Person): Change[] {
    return this.#changes.filter(({ author, row }) => author === person && row.state === 'open');
  }
}
