import type { ClusterConfig } from '../schema/cluster-config.ts'
import { isStated } from './conditions.ts'
import { each, fault, type Rule } from './rule.ts'

/** Rules of the command that makes Fargate profiles. */
export const ownFargateRules: readonly Rule<ClusterConfig>[] = [
  {
    id: 'V287',
    check: ({ fargateProfiles }) =>
      each(fargateProfiles, 'fargateProfiles', ({ name, selectors }, at) => [
        !isStated(name) && fault(`${at}.name`, 'must be set'),
        name.startsWith('eks-') && fault(`${at}.name`, `"${name}": names that begin with eks- are those of EKS`),
        !isStated(selectors) && fault(`${at}.selectors`, 'must be set: they say which pods run on Fargate'),
        each(
          selectors,
          `${at}.selectors`,
          ({ namespace }, selector) => !isStated(namespace) && fault(`${selector}.namespace`, 'must be set'),
        ),
      ]),
  },
]
