import { describe, expect, test } from 'vitest';
import { assistanceOf, assistants } from '../../src/facts/assistants.ts';
import { identity } from '../../src/facts/identity.ts';

const table = [
  {
    name: 'Weaver',
    marks: [
      { by: 'login', value: 'weaver[bot]' },
      { by: 'login', value: 'weaveragent' },
      { by: 'account', value: '4711' },
      { by: 'address', value: 'noreply@weaver.example' },
      { by: 'line', value: 'Woven-with: Weaver' },
      { by: 'branch', value: 'weaver/' },
    ],
  },
  { name: 'Loom', marks: [{ by: 'address', value: 'bot@loom.example' }] },
] as const;

const { inMessage, ofBranch, withAddress, withLogin } = assistants(table);

describe('an assistant', () => {
  test.each([
    'noreply@weaver.example',
    'NoReply@Weaver.Example',
    '4711+somebody-new@users.noreply.github.com',
    '99+weaver[bot]@users.noreply.github.com',
  ])('is recognised by the address %s', (address) => {
    expect(withAddress(address)).toBe('Weaver');
  });

  test.each([
    'ada@weaver.example',
    '47110+ada@users.noreply.github.com',
    'ada+4711@users.noreply.github.com',
    '',
  ])('is not behind the address "%s"', (address) => {
    expect(withAddress(address)).toBeNull();
  });

  test('is recognised by its login, in any case, and not by a part of one', () => {
    expect(withLogin('Weaver[bot]')).toBe('Weaver');
    expect(withLogin('weaver')).toBeNull();
  });

  test('is recognised by how a line of a message or the name of a branch begins', () => {
    expect(inMessage('Add a page\n\nwoven-with: Weaver 4')).toEqual([{ assistant: 'Weaver', by: 'line' }]);
    expect(ofBranch('weaver/add-a-page')).toEqual({ assistant: 'Weaver', by: 'branch' });
    expect(ofBranch('fix-weaver/page')).toBeNull();
  });

  test('is recognised as co-author, whatever name it goes by', () => {
    const message =
      'Add a page\n\nCo-authored-by: Ada <ada@example.org>\nCo-Authored-By: W 5 <bot@loom.example>';
    expect(inMessage(message)).toEqual([{ assistant: 'Loom', by: 'address' }]);
  });

  test('is not recognised where people write about it', () => {
    expect(inMessage('docs: mention Weaver\n\nWe tried Woven-with: Weaver lines.')).toEqual([]);
  });

  test('counts once for each kind of mark', () => {
    const line = 'Co-authored-by: Weaver <noreply@weaver.example>';
    expect(inMessage(`${line}\n${line}`)).toEqual([{ assistant: 'Weaver', by: 'address' }]);
  });

  test('is automation behind its address, and no person', () => {
    const { person } = identity('secret', [], { assistants: assistants(table) });
    expect(person('noreply@weaver.example')).toEqual({ bot: 'Weaver' });
    expect(person('ada@example.org')).toHaveProperty('person');
  });

  test('is automation under its login, also where GitHub reports an ordinary user', () => {
    const { actor } = identity('secret', [], { assistants: assistants(table) });
    expect(actor({ login: 'weaver[bot]', isBot: false })).toHaveProperty('bot');
    expect(actor({ login: 'WeaverAgent', isBot: false })).toEqual({ bot: 'Weaver' });
    expect(actor({ login: 'ada', isBot: false })).toHaveProperty('person');
  });
});

test('another table gives another fingerprint, so that everything is read again', () => {
  const [first] = table;
  const of = (rows: Parameters<typeof assistants>[0]) =>
    identity('secret', [], { assistants: assistants(rows) }).botsFingerprint;
  expect(of(table)).not.toBe(of([first]));
  expect(of(table)).toBe(of(table));
});

test('a change is authored by an agent, marked, or without a marker that was found', () => {
  expect(assistanceOf([{ assistant: 'Weaver', by: 'login' }])).toBe('authored by an agent');
  expect(assistanceOf([{ assistant: 'Weaver', by: 'line' }])).toBe('marked');
  expect(assistanceOf([])).toBe('no marker found');
  expect(assistanceOf(undefined)).toBeNull();
});
