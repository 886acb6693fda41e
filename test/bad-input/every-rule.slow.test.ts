import { expect, test } from 'vitest'
import { ConfigError } from '#src/config/complaint.ts'
import { readConfig } from '#src/config/read.ts'
import { complaints, file } from '../config/stated.ts'
import { clusterRows } from '../config/rules/cluster-rows.ts'
import { nodegroupRows } from '../config/rules/nodegroup-rows.ts'
import { inLab } from './lab.ts'

const rows = [...clusterRows, ...nodegroupRows].filter(
  ([, part, , purpose]) => purpose === undefined && complaints(part).some(({ severity }) => severity === 'error'),
)

/** Wrong by itself, or only beside what AWS says. */
function codeOf(text: string): 64 | 6 {
  try {
    readConfig(text, 'cluster.yaml')
    return 6
  } catch (error) {
    if (error instanceof ConfigError) return 64
    throw error
  }
}

test('a document that breaks a rule is refused by create cluster with its line and the right code, and nothing is written', async () => {
  await inLab({}, async (lab) => {
    for (const [id, part] of rows) {
      const text = file(part)
      lab.put('cluster.yaml', text)
      const { exitCode, stdout, stderr } = await lab.run('create cluster -f cluster.yaml --dry-run')
      expect(stderr, `${id}: ${part}`).toMatch(/^error: cluster\.yaml:\d+:\d+: /m)
      expect({ id, part, exitCode, stdout, writes: lab.writes() }).toEqual({ id, part, exitCode: codeOf(text), stdout: '', writes: [] })
    }
  })
})

test('nearly every row is an error', () => expect(rows.length).toBeGreaterThan(250))
