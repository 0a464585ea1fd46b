import type { Identity } from '../../src/facts/identity.ts';
import type { Agenda } from './agenda.ts';
import type { Days } from './days.ts';
import type { Person } from './person.ts';

/** What all parts of the simulation share. */
export interface World {
  agenda: Agenda;
  days: Days;
  identity: Identity;
  teams: { people: readonly Person[] }[];
}
