import type { Release } from '../../src/facts/schema.ts';
import { DAY, HOUR, MINUTE } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import type { Board } from './board.ts';
import { Delivery } from './delivery.ts';
import { instant } from './instant.ts';

/** Releases of an area every other week: a tag and notes; every fourth is preceded by a candidate. */
export class Releases extends Delivery {
  #minor: number;
  #patch = 0;

  /** @param minor the minor version before the first release */
  constructor(board: Board, area: Area, minor: number) {
    super(board, area);
    this.#minor = minor;
  }

  override start(): void {
    const { agenda, days } = this.team.world;
    for (const day of days.all) {
      if (day.weekday !== 2 || Math.floor(day.index / 7) % 2 !== 0) continue;
      const at = day.start + this.team.draw.between(9, 11) * HOUR;
      if (at < agenda.now) continue;
      agenda.at(at, () => {
        if (this.hasUndelivered && !this.isPaused) this.#next();
      });
    }
  }

  override deliver(): void {
    this.team.world.agenda.after(this.team.draw.between(5, 20) * MINUTE, () => {
      this.#patch += 1;
      this.#publish(`v1.${this.#minor}.${this.#patch}`, false);
    });
  }

  override rollBack(): boolean {
    return false;
  }

  protected override deliversOnMerge(): boolean {
    return false;
  }

  #next(): void {
    const { agenda } = this.team.world;
    this.#minor += 1;
    this.#patch = 0;
    const version = `v1.${this.#minor}.0`;
    if (this.#minor % 4 !== 0) {
      this.#publish(version, false);
      return;
    }
    this.#publish(`${version}-rc.1`, true);
    const draft = this.#write(version, null, false);
    agenda.after(this.team.draw.between(2, 4) * DAY, () => {
      draft.publishedAt = instant(agenda.now);
      this.#publishDraft(draft);
    });
  }

  #publish(version: string, prerelease: boolean): void {
    const release = this.#write(version, instant(this.team.world.agenda.now), prerelease);
    if (!prerelease) this.#publishDraft(release);
  }

  /** The draft's commit is the head at the time of publishing. */
  #publishDraft(release: Release): void {
    const { ledger } = this.area;
    const sha = ledger.head();
    if (sha === undefined) return;
    release.sha = sha;
    const { now } = this.team.world.agenda;
    ledger.facts.tags.push({ name: release.tag, sha, at: instant(now) });
    const position = ledger.branch.length - 1;
    this.wentLive(position, { tag: release.tag });
  }

  #write(tag: string, publishedAt: string | null, prerelease: boolean): Release {
    const { ledger } = this.area;
    const release: Release = {
      id: String(ledger.facts.releases.length + 1),
      tag,
      name: tag.slice(1),
      createdAt: instant(this.team.world.agenda.now),
      publishedAt,
      prerelease,
      sha: prerelease ? (ledger.head() ?? null) : null,
    };
    ledger.facts.releases.push(release);
    return release;
  }
}
