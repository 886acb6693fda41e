import { describe, test } from 'vitest'
import { floors, hasCorpus, runCase, type Floor } from './case.ts'
import { judge, number } from './judge.ts'

if (!hasCorpus) console.log('conformance: no captures of eksctl here, nothing compared (EKSX_CONFORMANCE names their folder)')

/** The floors that are compared; `npm run conformance` names more than `npm test` needs. */
const compared = (process.env['EKSX_FLOORS'] ?? 'main-job').split(',') as Floor[]

describe.runIf(hasCorpus).each(compared)('%s is what eksctl does', (floor) => {
  test.each(hasCorpus ? floors()[floor] : [])('%s', { timeout: 60_000 }, async (name) => {
    const kubeconfig = ['002', '652'].includes(number(name)) ? ['--authenticator', 'aws'] : []
    await runCase(name, (ran) => judge(name, ran), kubeconfig)
  })
})
