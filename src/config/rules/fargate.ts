import type { ClusterConfig } from '../schema/cluster-config.ts'
import { isStated } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

/** What EKS asks of a profile. */
const complete = ({ fargateProfiles }: ClusterConfig): Verdict =>
  each(fargateProfiles, 'fargateProfiles', ({ name, selectors }, at) => [
    !isStated(name) && fault(`${at}.name`, 'must be set'),
    name.startsWith('eks-') && fault(`${at}.name`, `"${name}": names that begin with eks- are those of EKS`),
    !isStated(selectors) && fault(`${at}.selectors`, 'must be set: they say which pods run on Fargate'),
    each(selectors, `${at}.selectors`, ({ namespace }, selector) => !isStated(namespace) && fault(`${selector}.namespace`, 'must be set')),
  ])

/** What EKS refuses besides. */
const wellNamed = ({ fargateProfiles }: ClusterConfig): Verdict =>
  each(fargateProfiles, 'fargateProfiles', ({ name, subnets }, at, i) => {
    const first = fargateProfiles?.findIndex((one) => one.name === name) ?? i
    return [
      isStated(name) && first < i && fault(`${at}.name`, `"${name}" is the name of fargateProfiles[${first}] too`),
      each(
        subnets,
        `${at}.subnets`,
        (id, subnet) => !id.startsWith('subnet-') && fault(subnet, `"${id}" is not the id of a subnet (subnet-…)`),
      ),
    ]
  })

/** Rules of the command that makes Fargate profiles. */
export const ownFargateRules: readonly Rule<ClusterConfig>[] = [
  { id: 'V287', check: complete },
  { id: 'N34', check: wellNamed },
]

/** Of a new cluster's profiles, which eksctl does not look at: EKS refuses them when the cluster stands, so it is said before. */
export const newFargateRules: readonly Rule<ClusterConfig>[] = [
  { id: 'N36', warning: true, check: (config) => [complete(config), wellNamed(config)] },
]
