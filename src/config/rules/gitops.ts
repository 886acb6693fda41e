import type { ClusterConfig } from '../schema/cluster-config.ts'
import { isStated } from './conditions.ts'
import { fault, type Rule } from './rule.ts'

/** Of enable flux: what its program has to be told. */
export const fluxRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V309',
    check: ({ gitops }) =>
      gitops?.flux === undefined
        ? fault('gitops.flux', 'must be set: it says which repository Flux works from')
        : [
            !isStated(gitops.flux.gitProvider) && fault('gitops.flux.gitProvider', 'must be set'),
            !isStated(gitops.flux.flags) && fault('gitops.flux.flags', 'must be set'),
          ],
  },
]
