import { expect, test } from 'vitest'
import { realFiles } from '#src/kube/files.ts'
import { inLab } from '../bad-input/lab.ts'

test('an account that another sandbox keeps is left to it, and that is said', async () => {
  await inLab({}, async (lab) => {
    const other = realFiles({ HOME: lab.home }, lab.clock)
    await other.locked(lab.path('account.json'), async () => {
      const { exitCode, stderr } = await lab.run('sandbox --state account.json')
      expect(exitCode).toBe(7)
      expect(stderr).toContain('error: another sandbox keeps its account in account.json\nhint: stop that one, or name another file')
    })
  })
})

test('a place where no file can be is refused at once', async () => {
  await inLab({ files: { blocker: '' } }, async (lab) => {
    for (const place of ['/proc/nope/account.json', 'blocker/account.json']) {
      const { exitCode, stderr } = await lab.run(`sandbox --state ${place}`)
      expect([exitCode, stderr]).toEqual([6, expect.stringContaining(`error: can't lock ${place}.lock: `)])
    }
  })
})
