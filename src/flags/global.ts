import { bool, int, oneOf, string } from '../flags.ts'

const group = 'GLOBAL'

/** Flags of every command. */
export const globalFlags = {
  help: bool({ char: 'h', summary: 'show this help', group }),
  verbose: int({
    char: 'v',
    summary: '0 silent, 1 failures, 2 warnings, 3 what happens, 4 each call to AWS, 5 everything',
    default: '3',
    value: '0…5',
    group,
  }),
  color: oneOf(['true', 'false', 'fabulous'], { char: 'C', summary: 'colours on stderr', default: 'true', group }),
  dumpLogs: bool({ char: 'd', summary: 'on failure, put what was said into logs/ as well', group }),
}

/** What commands that change something have besides their own. */
export const performFlags = {
  output: oneOf(['json', 'yaml'], { char: 'o', summary: 'answer on stdout with what was changed', default: 'no answer' }),
  events: string({ summary: 'write what happens as JSON lines to a file; - for stdout, the result last', value: 'file' }),
}
