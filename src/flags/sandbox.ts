import { bool, int, oneOf, string } from '../flags.ts'

/** Flags of sandbox. */
export const sandboxFlags = {
  port: int({ summary: 'port to listen on', default: 'a free one' }),
  region: string({ char: 'r', summary: 'region that `sandbox env` sets', default: 'us-west-2' }),
  speed: int({ summary: 'how much faster than real time it runs', default: '1' }),
  durations: int({ summary: 'share of the time that AWS takes, in percent; 0 makes all final at once', default: '100', value: 'percent' }),
  seed: int({ summary: 'decides ids and durations', default: '1' }),
  strict: bool({ summary: 'refuse parameters that the model does not know' }),
  world: string({ summary: 'file with the account to begin with', value: 'file' }),
  state: string({ summary: 'file that keeps the account: written as it changes, gone on from at the next start', value: 'file' }),
  faults: string({ summary: 'file with a JSON list of what goes wrong', value: 'file' }),
  output: oneOf(['json', 'yaml'], { char: 'o', summary: 'say on stdout where it answers', default: 'no answer' }),
}
