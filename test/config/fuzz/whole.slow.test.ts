import { expect, test } from 'vitest'
import { inLab } from '../../bad-input/lab.ts'
import { document, yamlOf } from './documents.ts'
import { Random } from './random.ts'
import { trial } from './trial.ts'

/** So many of the documents that reading and settling accept. */
function accepted(random: Random, count: number): string[] {
  const found: string[] = []
  while (found.length < count) {
    const text = yamlOf(document(random), random)
    if (trial(text)) found.push(text)
  }
  return found
}

test.each([1, 2])(
  'what passes the rules is looked at, planned and rendered, or refused with a reason; never a bug (seed %i)',
  async (seed) => {
    const texts = accepted(new Random(seed), 12)
    await inLab({}, async (lab) => {
      lab.sandbox.faults.set({ service: 'cloudformation', operation: 'CreateStack', effect: { kind: 'denied' } })
      for (const text of texts) {
        lab.put('cluster.yaml', text)
        const dry = await lab.run('create cluster -f cluster.yaml --dry-run')
        expect([0, 6], `${dry.stderr}${text}`).toContain(dry.exitCode)
        const { exitCode, stderr } = await lab.run('create cluster -f cluster.yaml')
        expect([5, 6], `${stderr}${text}`).toContain(exitCode)
        expect(stderr).not.toMatch(/bug in eksx|\bundefined\b|\[object|\bNaN\b|\bat .*\.ts:/)
      }
    })
  },
)
