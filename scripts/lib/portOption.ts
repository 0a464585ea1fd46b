import { Option } from 'commander';
import { wholeNumber } from './optionValues.ts';

/** @returns the option of commands that serve the site */
export function portOption(): Option {
  return new Option('--port <number>', 'port to serve on')
    .env('PORT')
    .default(4321)
    .argParser(wholeNumber(1, 65_535));
}
