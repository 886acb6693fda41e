import { tagKeys } from '../../tables/tag-keys.ts'
import { member } from '../path.ts'
import { type AnyNodegroup, isStated, oneOf } from './conditions.ts'
import { each, fault, type Rule, type Verdict } from './rule.ts'

const effects = ['NoSchedule', 'PreferNoSchedule', 'NoExecute']
const labelText = /^[A-Za-z0-9](?:[-A-Za-z0-9_.]{0,61}[A-Za-z0-9])?$/
const domain = /^[a-z0-9](?:[-a-z0-9]*[a-z0-9])?(?:\.[a-z0-9](?:[-a-z0-9]*[a-z0-9])?)*$/

/** Labels with a prefix of Kubernetes that a node may give itself all the same. */
const allowedLabels = new Set([
  'kubernetes.io/hostname',
  'kubernetes.io/os',
  'kubernetes.io/arch',
  'beta.kubernetes.io/os',
  'beta.kubernetes.io/arch',
  'beta.kubernetes.io/instance-type',
  'node.kubernetes.io/instance-type',
  'topology.kubernetes.io/zone',
  'topology.kubernetes.io/region',
  'failure-domain.beta.kubernetes.io/zone',
  'failure-domain.beta.kubernetes.io/region',
])

/** Rules about taints. */
export const taintRules: readonly Rule<AnyNodegroup>[] = [
  taint(
    'V164',
    ({ key = '' }, at) =>
      !isQualifiedName(key) &&
      fault(
        `${at}.key`,
        key === '' ? 'must be set' : `"${key}" is not a name of Kubernetes (letters, digits, - _ . up to 63, a domain and / before it)`,
      ),
  ),
  taint(
    'V165',
    ({ value = '' }, at) =>
      value !== '' &&
      !labelText.test(value) &&
      fault(`${at}.value`, `"${value}" is not a value of Kubernetes (letters, digits, - _ . up to 63)`),
  ),
  taint('V166', ({ effect = '' }, at) => !effects.includes(effect) && fault(`${at}.effect`, `must be ${oneOf(effects)}, not "${effect}"`)),
]

/** Rules about labels. */
export const labelRules: readonly Rule<AnyNodegroup>[] = [
  {
    id: 'V167',
    check: ({ labels = {} }) =>
      Object.entries(labels).map(([key, value]) => {
        // Those two are ours; what is wrong with them is said of the names they repeat.
        if (key === tagKeys.clusterName || key === tagKeys.nodegroupName) return undefined
        const wrong = wrongLabel(key, value)
        return wrong !== undefined && fault(member('labels', key), wrong)
      }),
  },
  {
    id: 'V168',
    check: ({ labels = {} }) => Object.keys(labels).map((key) => isReserved(key) && fault(member('labels', key), reservedLabel)),
  },
]

/** What keeps Kubernetes from taking a label; undefined where it takes it. */
export function wrongLabel(key: string, value: string): string | undefined {
  if (!isQualifiedName(key)) return 'is not a name of Kubernetes (letters, digits, - _ . up to 63, a domain and / before it)'
  return value === '' || labelText.test(value) ? undefined : `"${value}" is not a value of Kubernetes (letters, digits, - _ . up to 63)`
}

function taint(id: string, check: (taint: NonNullable<AnyNodegroup['taints']>[number], at: string) => Verdict): Rule<AnyNodegroup> {
  return { id, check: ({ taints }) => each(taints, 'taints', check) }
}

function isQualifiedName(text: string): boolean {
  const parts = text.split('/')
  const name = parts.pop() ?? ''
  const [prefix] = parts
  return parts.length < 2 && labelText.test(name) && (prefix === undefined || (prefix.length <= 253 && domain.test(prefix)))
}

/** Why a label of Kubernetes' own is refused. */
export const reservedLabel =
  'nodes may not give themselves labels of Kubernetes (kubernetes.io, k8s.io), but for those of node.kubernetes.io and kubelet.kubernetes.io'

/** Whether a label is one of Kubernetes' own that a node may not give itself. */
export function isReserved(key: string): boolean {
  const prefix = key.includes('/') ? key.slice(0, key.indexOf('/')) : ''
  if (!isStated(prefix) || allowedLabels.has(key)) return false
  if (['kubelet.kubernetes.io', 'node.kubernetes.io'].some((free) => belongsTo(prefix, free))) return false
  return ['kubernetes.io', 'k8s.io'].some((reserved) => belongsTo(prefix, reserved))
}

function belongsTo(prefix: string, to: string): boolean {
  return prefix === to || prefix.endsWith(`.${to}`)
}
