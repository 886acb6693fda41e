import { expect, test } from 'vitest'
import type { Stack } from '#src/app/stacks.ts'
import { removalHint } from '#src/workflows/removal.ts'

const stack = (name: string, status: Stack['status'], tags: Record<string, string> = {}): Stack =>
  ({ name, status, tags }) as unknown as Stack
const hint = (one: Stack): string => removalHint(one, 'dev', 'us-west-2')

test('what failed is removed by a line that takes nothing else along', () => {
  expect(hint(stack('eksctl-dev-cluster', 'ROLLBACK_COMPLETE'))).toContain('eksx delete cluster --name dev')
  const nodegroup = { 'alpha.eksctl.io/nodegroup-name': 'ng' }
  expect(hint(stack('eksctl-dev-nodegroup-ng', 'ROLLBACK_COMPLETE', nodegroup))).toContain('eksx delete nodegroup --cluster dev --name ng')
  expect(hint(stack('eksctl-dev-podidentityrole-a-b', 'ROLLBACK_COMPLETE'))).toBe('')
  expect(hint(stack('eksctl-dev-podidentityrole-a-b', 'DELETE_FAILED'))).toContain('--stack-name eksctl-dev-podidentityrole-a-b')
  expect(hint(stack('eksctl-dev-cluster', 'UPDATE_ROLLBACK_COMPLETE'))).toBe('')
})
