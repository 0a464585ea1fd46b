import { confirm, isCancel, multiselect, select, text } from '@clack/prompts';
import { Problem } from '../../../src/facts/problem.ts';

/** Answers questions: with the option of the command line, with what somebody types, or with what is proposed. */
export interface Ask {
  /** How many questions somebody was asked. */
  readonly asked: number;
  text: (
    question: string,
    given: string | undefined,
    proposed: string | undefined,
    option: string,
  ) => Promise<string>;
  choose: <T extends string>(
    question: string,
    given: T | undefined,
    choices: readonly { value: T; hint?: string }[],
    proposed: T,
  ) => Promise<T>;
  several: (
    question: string,
    given: readonly string[] | undefined,
    choices: readonly { value: string; hint?: string }[],
    proposed: readonly string[],
  ) => Promise<string[]>;
  agree: (question: string, proposed: boolean) => Promise<boolean>;
}

/** @param isInteractive whether somebody can be asked; otherwise what is proposed is taken */
export function asker(isInteractive: boolean): Ask {
  let asked = 0;
  return {
    get asked() {
      return asked;
    },
    text: async (question, given, proposed, option) => {
      if (given !== undefined) return given;
      if (!isInteractive) {
        if (proposed !== undefined) return proposed;
        throw unanswered(question, option);
      }
      asked += 1;
      const value = await text({
        message: question,
        ...(proposed === undefined ? {} : { placeholder: proposed, defaultValue: proposed }),
      });
      if (isCancel(value)) throw cancelled();
      return value;
    },
    choose: async (question, given, choices, proposed) => {
      if (given !== undefined) return given;
      if (!isInteractive || choices.length === 1) return proposed;
      asked += 1;
      const value = await select<string>({
        message: question,
        options: choices.map(({ value, hint }) => ({
          value,
          label: value,
          ...(hint === undefined ? {} : { hint }),
        })),
        initialValue: proposed,
      });
      if (isCancel(value)) throw cancelled();
      return choices.find((choice) => choice.value === value)?.value ?? proposed;
    },
    several: async (question, given, choices, proposed) => {
      if (given !== undefined) return [...given];
      if (!isInteractive || choices.length === 0) return [...proposed];
      asked += 1;
      const value = await multiselect<string>({
        message: question,
        options: choices.map(({ value, hint }) => ({
          value,
          label: value,
          ...(hint === undefined ? {} : { hint }),
        })),
        initialValues: [...proposed],
        required: false,
      });
      if (isCancel(value)) throw cancelled();
      return value;
    },
    agree: async (question, proposed) => {
      if (!isInteractive) return true;
      asked += 1;
      const value = await confirm({ message: question, initialValue: proposed });
      if (isCancel(value)) throw cancelled();
      return value;
    },
  };
}

export function cancelled(): Problem {
  return new Problem({
    place: 'npm run init',
    found: 'it was cancelled',
    expected: 'an answer to each question',
    remedy: 'Run it again. Nothing was written.',
    exitCode: 1,
  });
}

function unanswered(question: string, option: string): Problem {
  return new Problem({
    place: option,
    found: `no answer to “${question}”, and no terminal to ask in`,
    expected: `the answer as \`${option}\``,
    remedy: `Give \`${option}\`; \`npm run init -- --help\` lists every answer.`,
    exitCode: 2,
  });
}
