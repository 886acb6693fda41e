import { awsExplanations } from './explanations/aws.ts'
import { clusterExplanations } from './explanations/cluster.ts'
import { controlPlaneExplanations } from './explanations/control-plane.ts'
import type { Explanations } from './explanations/explanation.ts'
import { identityExplanations } from './explanations/identities.ts'
import { lineExplanations } from './explanations/line.ts'
import { nodeExplanations } from './explanations/nodes.ts'
import { stackExplanations } from './explanations/stacks.ts'

/** What each code of an EksxError stands for. */
export const explanations: Explanations = {
  ...lineExplanations,
  ...awsExplanations,
  ...clusterExplanations,
  ...controlPlaneExplanations,
  ...stackExplanations,
  ...nodeExplanations,
  ...identityExplanations,
}

/** What each exit code says, as README has it. */
export const exitMeanings: Readonly<Record<number, string>> = {
  0: 'done, and verified',
  1: 'failed; an unreachable network too',
  2: 'differences found, where they were asked for',
  3: 'a bug in eksx',
  4: 'credentials missing or expired',
  5: 'refused by AWS or by the cluster',
  6: 'well-formed, but refused after reads and before any write',
  7: 'locked by another run',
  8: 'time ran out, the work goes on in AWS: run again to follow it',
  9: 'some of several targets done, or something that should have been deleted remains',
  10: 'not found',
  64: 'wrong by itself: flags, config file, an unreadable file',
  129: 'hung up',
  130: 'interrupted',
  143: 'terminated',
}
