import type { Explanation } from '../tables/explanations/explanation.ts'
import { type Answer, answer } from './answer.ts'
import type { Listing } from './listing.ts'

/** What stands behind an error code. */
export const explanationAnswer = (code: string, { means, causes, help }: Explanation): Answer =>
  answer(
    { code, means, causes, help },
    [means, '', 'USUALLY', ...causes.map((cause) => `  - ${cause}`), '', 'WHAT HELPS', ...help.map((line) => `  - ${line}`)].join('\n'),
  )

/** All codes. */
export const explanationList: Listing<{ readonly code: string; readonly means: string }> = {
  kind: 'error codes',
  name: ({ code }) => code,
  by: ({ code }) => code,
  columns: [
    ['CODE', ({ code }) => code],
    ['MEANING', ({ means }) => means],
  ],
}
