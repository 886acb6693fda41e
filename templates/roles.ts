import { servicePrincipals, type ServiceKey } from '#src/tables/service-principals.ts'
import type { Statement } from '#src/tables/policies.ts'
import { arn, ref, resource, stackScoped, type Intrinsic, type Resource, type Template, type Value } from './cfn.ts'

/** The mapping that every template with a role holds, so that it works in each partition. */
export const principalMapping: NonNullable<Template['Mappings']> = { ServicePrincipalPartitionMap: servicePrincipals }

/** The principal of a service in the partition the stack is in. */
const servicePrincipal = (service: ServiceKey): Intrinsic => ({
  'Fn::FindInMap': ['ServicePrincipalPartitionMap', ref('AWS::Partition'), service],
})

interface RoleOptions {
  readonly trusts: ServiceKey
  /** What the service may do besides assuming the role. */
  readonly actions?: readonly string[]
  readonly condition?: object
  readonly managedPolicies: readonly Value<string>[]
  readonly policies?: readonly { readonly name: string; readonly document: object }[]
  readonly path?: string
  readonly name?: string | undefined
  readonly boundary?: string | undefined
  readonly dependsOn?: readonly string[]
}

/** A role that an AWS service takes. */
export function serviceRole(role: RoleOptions): Resource {
  return resource(
    'AWS::IAM::Role',
    {
      ...(role.path && { Path: role.path }),
      ...(role.name && { RoleName: role.name }),
      AssumeRolePolicyDocument: policyDocument([
        {
          Action: ['sts:AssumeRole', ...(role.actions ?? [])],
          Effect: 'Allow',
          Principal: { Service: [servicePrincipal(role.trusts)] },
          ...(role.condition && { Condition: role.condition }),
        },
      ]),
      ManagedPolicyArns: role.managedPolicies,
      ...(role.policies && { Policies: role.policies.map(({ name, document }) => ({ PolicyName: name, PolicyDocument: document })) }),
      ...(role.boundary && { PermissionsBoundary: role.boundary }),
    },
    role.dependsOn && { DependsOn: role.dependsOn },
  )
}

/** A policy of our own on a role of the same stack, named after the stack and its logical id. */
export const inlinePolicy = (logicalId: string, roleId: string, document: object): Resource =>
  resource('AWS::IAM::Policy', { PolicyName: stackScoped(logicalId), Roles: [ref(roleId)], PolicyDocument: document })

export const policyDocument = (statements: readonly object[]): object => ({ Version: '2012-10-17', Statement: statements })

/** A table's statements as a policy. */
export const documentOf = (statements: readonly Statement[]): object => policyDocument(statements.map(allow))

function allow({ actions, resources, condition }: Statement): object {
  const arns = resources === '*' ? '*' : resources.map(arn)
  return {
    Effect: 'Allow',
    Action: actions,
    Resource: Array.isArray(arns) && arns.length === 1 ? arns[0] : arns,
    ...(condition && { Condition: condition }),
  }
}
