import { expect, test } from 'vitest'
import { inLab } from '../bad-input/lab.ts'

test('completion is quiet, and soon done, where AWS does not answer', async () => {
  await inLab({}, async ({ run, sandbox }) => {
    sandbox.faults.set({ service: 'eks', operation: 'ListClusters', effect: { kind: 'hang' } })
    const before = performance.now()
    expect(await run(['__complete', 'get', 'cluster', ''])).toEqual({ exitCode: 0, stdout: '', stderr: '' })
    expect(performance.now() - before).toBeLessThan(10_000)
  })
})
