import { settleProperties } from '#sandbox/cloudformation/properties.ts'
import type { Json } from '#sandbox/cloudformation/template/document.ts'
import { readTemplate } from '#sandbox/cloudformation/template/read.ts'
import { resolve, type Scope } from '#sandbox/cloudformation/template/resolve.ts'
import { validateTemplate } from '#sandbox/cloudformation/template/validate.ts'
import type { Template } from '#templates/cfn.ts'

const pseudo: Readonly<Record<string, string>> = {
  'AWS::AccountId': '111122223333',
  'AWS::Partition': 'aws',
  'AWS::Region': 'us-west-2',
  'AWS::StackName': 'eksctl-dev-cluster',
  'AWS::URLSuffix': 'amazonaws.com',
}
const attributes: Readonly<Record<string, Json>> = { CidrBlock: '192.168.0.0/16', Ipv6CidrBlocks: ['2600:1f13:0:1100::/56'] }

/**
 * Holds a template against AWS's specification of its resources: types and attributes that there are, properties that there are, those that are
 * required, and values of the right type once every function is worked out. Throws what CloudFormation would say.
 */
export async function mustBeSpecified(template: Template): Promise<void> {
  const document = readTemplate(JSON.stringify(template))
  validateTemplate(document)
  const scope: Scope = {
    ref: (name) => pseudo[name] ?? `${name.toLowerCase()}-id`,
    attribute: (_, name) => attributes[name] ?? 'value',
    condition: () => true,
    importValue: (name) => `of ${name}`,
    zones: () => ['us-west-2a', 'us-west-2b'],
    mappings: document.mappings,
  }
  for (const [id, { Type, Properties = {} }] of Object.entries(document.resources)) {
    try {
      const resolved = await resolve(Properties, scope)
      settleProperties(Type, resolved as Record<string, Json>)
    } catch (error) {
      throw new Error(`${id} (${Type}): ${(error as Error).message}`, { cause: error })
    }
  }
  for (const { Value } of Object.values(document.outputs)) if (Value !== undefined) await resolve(Value, scope)
}
