import type { Template } from '#templates/cfn.ts'
import type { Stack } from '../app/stacks.ts'
import type { App } from '../app.ts'
import type { Difference } from '../plan/step.ts'

/** By type, the properties that a config states, with the config's word for each. All else is our own business, and changes with versions. */
const judged: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'AWS::IAM::Role': { ManagedPolicyArns: 'policies', PermissionsBoundary: 'permissionsBoundary', RoleName: 'roleName' },
  'AWS::IAM::Policy': { PolicyDocument: 'attachPolicy' },
  'AWS::EKS::AccessEntry': {
    Type: 'type',
    KubernetesGroups: 'kubernetesGroups',
    Username: 'kubernetesUsername',
    AccessPolicies: 'accessPolicies',
  },
}

/**
 * Where a stack that stands is not what a config states: only properties that the wanted template has can differ. `ready` names
 * resources whose text is ours, of which no more is asked than to be there.
 */
export async function templateDifferences(
  app: App,
  stack: Stack,
  wanted: Template,
  ready: (id: string) => boolean = () => false,
): Promise<Difference[]> {
  const deployed = await app.stacks.template(stack.id)
  return Object.entries(wanted.Resources).flatMap(([id, { Type, Properties }]): Difference[] => {
    const found = deployed.Resources[id]
    if (found === undefined) return [{ path: id, to: 'stated' }]
    if (ready(id)) return []
    return Object.entries(judged[Type] ?? {}).flatMap(([property, word]) => {
      const [from, to] = [valueIn(found.Properties, property), valueIn(Properties, property)]
      return to === undefined || canonical(from) === canonical(to) ? [] : [{ path: word, from, to }]
    })
  })
}

const valueIn = (properties: object | undefined, name: string): unknown => Reflect.get(properties ?? {}, name) as unknown

/** The same text for what means the same: lists in any order, keys in any order, partitions by name or by reference. */
function canonical(value: unknown): string {
  if (Array.isArray(value)) return `[${value.map(canonical).toSorted().join()}]`
  if (typeof value !== 'object' || value === null) return (JSON.stringify(value) ?? '').replace(/^"arn:[^:]+:/, '"arn:*:')
  const entries = Object.entries(value).filter(([, inner]) => inner !== undefined)
  const [first] = entries
  if (first !== undefined && entries.length === 1 && first[0] === 'Fn::Sub') return canonical(first[1])
  return `{${entries
    .toSorted(([a], [b]) => (a < b ? -1 : 1))
    .map(([key, inner]) => `${key}:${canonical(inner)}`)
    .join()}}`
}
