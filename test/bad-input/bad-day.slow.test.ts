import { expect, test } from 'vitest'
import type { Fault } from '#sandbox/faults.ts'
import { inLab } from './lab.ts'

const bare = 'create cluster --name dev --without-nodegroup'
const reason = 'The maximum number of addresses has been reached.'
const fails: Fault = { effect: { kind: 'resource', stack: 'eksctl-dev-cluster', logicalId: 'NATIP', reason } }

// oxlint-disable-next-line no-control-regex
const plain = (text: string): string => text.replaceAll(/\u001B\[[\d;?]*[a-zA-Z]/g, '')

test.each([40, 80])(
  'a run that fails, on a live terminal %d wide: the failure is pinned while the rest goes back, no line too wide',
  async (columns) => {
    let drawn = ''
    await inLab({ onTalk: (text) => void (drawn += text), screen: { columns, rows: 24 } }, async (lab) => {
      lab.sandbox.faults.set(fails)
      expect((await lab.run(bare)).exitCode).toBe(1)
      const frames = drawn.split('\u001B[?2026h').map((one) => plain(one.split('\u001B[?2026l')[0] ?? ''))
      const pinned = frames.filter((one) => /^cluster dev: NATIP: /m.test(one))
      expect(pinned.length).toBeGreaterThan(3)
      expect(Math.max(...frames.slice(1).flatMap((one) => one.split(/[\r\n]/).map((line) => line.length)))).toBeLessThan(columns)
      expect(drawn.lastIndexOf('\u001B[?25h')).toBeGreaterThan(drawn.lastIndexOf('\u001B[?25l'))
      expect(plain(drawn)).toContain(`error: cluster dev: NATIP (AWS::EC2::EIP) failed: ${reason}`)
    })
  },
)

test('NO_COLOR: redrawn in place, without colours', async () => {
  await inLab({ env: { NO_COLOR: '1' }, screen: { columns: 80, rows: 24 } }, async (lab) => {
    lab.sandbox.faults.set(fails)
    const { stderr } = await lab.run(bare)
    expect(stderr).toContain('\u001B[?2026h')
    // oxlint-disable-next-line no-control-regex
    expect(stderr).not.toMatch(/\u001B\[\d+m/)
  })
})

test('TERM=dumb: lines without a control character, a sign of life each minute, the failure where it happens and at the end', async () => {
  await inLab({ env: { TERM: 'dumb' }, screen: { columns: 80, rows: 24 } }, async (lab) => {
    lab.sandbox.faults.set({ effect: { kind: 'resource', stack: 'eksctl-dev-cluster', logicalId: 'ControlPlane', reason: 'no room' } })
    const { stderr } = await lab.run(bare)
    expect(stderr).not.toContain('\u001B')
    expect(stderr).toMatch(/^… cluster dev: still creating, 1m.* \(usually 10m\)$/m)
    expect(stderr).toMatch(/^ {2}cluster dev: ControlPlane CREATE_FAILED: no room$/m)
    expect(stderr).toMatch(/^error: cluster dev: ControlPlane \(AWS::EKS::Cluster\) failed: no room/m)
  })
})

test('a disk that is full below --events: the run goes to its end, and says that the file is not whole', async () => {
  await inLab({ sandbox: { durations: 0 } }, async (lab) => {
    const { exitCode, stderr } = await lab.run(`${bare} --events /dev/full`)
    expect(stderr).toMatch(/^! --events=\/dev\/full is not complete: .*no space left/m)
    expect(exitCode).toBe(0)
  })
})
