import type { Area } from './area.ts';
import type { Course } from './course.ts';
import { valueAt } from './course.ts';
import { Person, type PersonPlan } from './person.ts';
import type { Random } from './random.ts';
import { DAY } from './time.ts';
import type { Vocabulary } from './titles.ts';
import type { World } from './world.ts';

/** A team's habits; what its figures look like follows from them. */
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

  constructor(plan: TeamPlan, world: World, draw: Random) {
    this.plan = plan;
    this.world = world;
    this.draw = draw;
    this.people = plan.people.map((person, index) => {
      const login = `sample-${plan.id}-${index + 1}`;
      return new Person(person, world.identity.actor({ login, isBot: false }), world.days, draw);
    });
  }

  /** @returns the present value of a habit */
  habit(name: keyof Practice): number {
    return valueAt(this.plan.practice[name], this.world.agenda.now);
  }

  /** @returns where the next piece of work lies */
  pickArea(): Area {
    let left = this.draw.between(0, 1);
    const area = this.areas.find(({ share }) => {
      left -= share;
      return left < 0;
    });
    return area ?? this.draw.pick(this.areas);
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

  /** @returns who answers for production this week: the turn goes round those who are not away */
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
