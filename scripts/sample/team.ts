import { DAY } from '../../src/facts/time.ts';
import type { Area } from './area.ts';
import type { Course } from './course.ts';
import { valueAt } from './course.ts';
import { Person, type PersonPlan } from './person.ts';
import { type Random, random } from './random.ts';
import { conventional, type Vocabulary, type WorkTitle } from './titles.ts';
import type { World } from './world.ts';

/** A team's habits, which determine its figures. */
export interface Practice {
  /** Median changed lines of a piece of work. */
  size: Course;
  /** Share of time between two sessions of work that goes elsewhere: meetings, support. */
  elsewhere: Course;
  /** Chance that a person who was asked for a review looks at it between two sessions of own work. */
  attention: Course;
  /** Share of days on which one person has reviews as the first duty. */
  rota: Course;
  /** Share of changes that their author merges without waiting for a review. */
  unreviewed: Course;
  /** What haste adds to the logarithm of the odds that a change fails in production. */
  haste: Course;
  /** Share of titles that begin with the kind of work: `fix: …`. */
  convention: Course;
  /** Share of changes that two people make together and say so. */
  pairing: Course;
  /** Share of approved changes that someone of another team reads too. */
  guests: Course;
}

export interface TeamPlan {
  id: string;
  people: readonly PersonPlan[];
  practice: Practice;
  /** Hours that a change of one line takes; they grow with size to the power 0.55. */
  effort: number;
  /** Share of the work that passes before the first commit: finding out, trying, agreeing. */
  preparation: number;
  /** Open pull requests a person has at most before starting something new. */
  workLimit: number;
  /** Incidents a quarter that no change caused. */
  outages: number;
  /** Bugs reported a quarter. */
  bugs: number;
  /** Shares of the bugs that customers report, that are found in production, and before it; the rest is not labelled. */
  found: { customer: number; production: number; earlier: number };
  /** Features asked for a quarter, and the share of them that begin with finding out whether they are worth it. */
  features: number;
  discovery: number;
  /** Experiments a quarter that are thrown away; one happens only if the person is at work. */
  spikes: number;
  /** Issues promised for a fortnight. */
  promises: Course;
  /** Shares of incidents by severity; undefined: they are not labelled. */
  severities?: { 'severity-1': number; 'severity-2': number };
  /** Pull requests a quarter of the dependency bot. */
  updates: number;
  vocabulary: Vocabulary;
}

/** A team: its people, the places they work in, and its habits. */
export class Team {
  readonly people: readonly Person[];
  readonly areas: Area[] = [];
  readonly plan: TeamPlan;
  readonly world: World;
  readonly draw: Random;
  readonly #seed: string;
  readonly #streams = new Map<string, Random>();

  constructor(plan: TeamPlan, world: World, seed: string) {
    this.plan = plan;
    this.world = world;
    this.#seed = seed;
    this.draw = random(seed);
    this.people = plan.people.map((person, index) => {
      const login = `sample-${plan.id}-${index + 1}`;
      return new Person(person, world.identity.actor({ login, isBot: false }), world.days, this.draw);
    });
  }

  /** @returns random numbers for one topic, whose use does not change those of other topics */
  stream(topic: string): Random {
    const stream = this.#streams.get(topic) ?? random(`${this.#seed} ${topic}`);
    this.#streams.set(topic, stream);
    return stream;
  }

  /** @returns the current value of a habit */
  habit(name: keyof Practice): number {
    return valueAt(this.plan.practice[name], this.world.agenda.now);
  }

  /** @returns the area of the next piece of work */
  pickArea(draw = this.draw): Area {
    let left = draw.between(0, 1);
    const area = this.areas.find(({ share }) => {
      left -= share;
      return left < 0;
    });
    return area ?? draw.pick(this.areas);
  }

  /** @returns a title as the team writes it: `fix: a stale price` by convention, else `Fix a stale price` */
  title({ type, text }: WorkTitle): string {
    return this.stream('titles').chance(this.habit('convention')) ? conventional(type, text) : text;
  }

  /** @returns those at work now, apart from one */
  present(except: Person | null): Person[] {
    const { agenda, days } = this.world;
    return this.people.filter((person) => person !== except && person.isAtWork(agenda.now, days));
  }

  /** @returns whether a person has reviews as the first duty today */
  isOnDuty(person: Person): boolean {
    const today = this.world.days.at(this.world.agenda.now);
    if (today === undefined) return false;
    const present = this.people.filter((candidate) => candidate.shiftOn(today) !== null);
    const covered = ((today.index * 7) % 20) / 20 < this.habit('rota');
    return covered && present[today.index % present.length] === person;
  }

  /** @returns who is on call this week, in turn among those who are not away */
  onCall(): Person {
    const { agenda, days } = this.world;
    const reachable = this.people.filter((person) => {
      const shift = person.nextShift(agenda.now, days);
      return shift !== null && shift.start < agenda.now + 4 * DAY;
    });
    const week = Math.floor(agenda.now / (7 * DAY));
    const person = reachable[week % reachable.length] ?? this.people[0];
    if (person === undefined) throw new RangeError(`team ${this.plan.id} has no people`);
    return person;
  }
}
