import type { Mark } from './schema.ts';

/** By what an assistant can be recognised: by its login, the number of its account, its address, or what it writes. */
export type MarkKind = Mark['by'];

/** One assistant that writes code, and what it leaves. */
export interface Assistant {
  name: string;
  marks: readonly { by: MarkKind; value: string }[];
}

/** Recognises assistants by the marks that they leave. */
export interface Assistants {
  /** @returns the name of the assistant with this login; null for any other */
  withLogin: (login: string) => string | null;
  /** @returns the name of the assistant behind an address, also one of GitHub's private ones; null for any other */
  withAddress: (address: string) => string | null;
  /** @returns the marks in the message of a commit: assistants named as co-authors, and lines that they write */
  inMessage: (message: string) => Mark[];
  /** @returns the mark of the name of a branch; null for one that no assistant made */
  ofBranch: (branch: string) => Mark | null;
  /** The table that they are recognised by, in a form to compare. */
  text: string;
}

/** @returns what recognises the assistants of a table */
export function assistants(table: readonly Assistant[]): Assistants {
  const valuesOf = (by: MarkKind) =>
    table.flatMap(({ name, marks }) =>
      marks
        .filter((mark) => mark.by === by)
        .map(({ value }): [string, string] => [value.toLowerCase(), name]),
    );
  const logins = new Map(valuesOf('login'));
  const accounts = new Map(valuesOf('account'));
  const addresses = new Map(valuesOf('address'));
  const lines = valuesOf('line');
  const branches = valuesOf('branch');

  const withLogin = (login: string) => logins.get(login.toLowerCase()) ?? null;
  const withAddress = (address: string) => {
    const known = addresses.get(address.toLowerCase());
    if (known !== undefined) return known;
    const { account = '', login = '' } = PRIVATE_ADDRESS.exec(address)?.groups ?? {};
    return accounts.get(account) ?? withLogin(login);
  };
  const marksOf = (line: string): Mark[] => {
    const address = CO_AUTHOR.exec(line)?.groups?.['address'];
    const named = address === undefined ? null : withAddress(address.trim());
    const start = line.trim().toLowerCase();
    return [
      ...(named === null ? [] : [{ assistant: named, by: 'address' as const }]),
      ...lines
        .filter(([value]) => start.startsWith(value))
        .map(([, assistant]) => ({ assistant, by: 'line' as const })),
    ];
  };
  return {
    withLogin,
    withAddress,
    inMessage: (message) => distinctMarks(message.split(/\r?\n/).flatMap(marksOf)),
    ofBranch: (branch) => {
      const found = branches.find(([value]) => branch.toLowerCase().startsWith(value));
      return found === undefined ? null : { assistant: found[1], by: 'branch' };
    },
    text: JSON.stringify(table),
  };
}

/** GitHub's private addresses: the number of the account and its login. */
const PRIVATE_ADDRESS = /^(?:(?<account>\d+)\+)?(?<login>[^@+]+)@users\.noreply\.github\.com$/i;

const CO_AUTHOR = /^\s*co-authored-by:.*<(?<address>[^<>]+)>\s*$/i;

/** @returns each mark once, in order */
export function distinctMarks(marks: readonly Mark[]): Mark[] {
  return [...new Map(marks.map((mark) => [`${mark.assistant} ${mark.by}`, mark])).values()];
}

/** No assistant is recognised. */
export const noAssistants = assistants([]);

/** What is known of the part that assistants had in a change. Nobody can tell that they had none. */
export type Assistance = 'authored by an agent' | 'marked' | 'no marker found';

/**
 * @param marks of the change itself and of the commits that belong to it
 * @returns null when nobody looked for marks
 */
export function assistanceOf(marks: readonly Mark[] | undefined): Assistance | null {
  if (marks === undefined) return null;
  if (marks.some(({ by }) => by === 'login')) return 'authored by an agent';
  return marks.length > 0 ? 'marked' : 'no marker found';
}
